using System.Net;
using Microsoft.Extensions.Options;
using Tandem.Gateway.Access;

namespace Tandem.Gateway.Tests.Access;

public class AccessKeysTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("10.0.0.7", false)]
    [InlineData("::ffff:10.0.0.7", false)]
    [InlineData("2001:db8::1", false)]
    public void NeedsNone_WithoutKeys_IsForThisMachineOnly(string caller, bool expected)
    {
        Assert.Equal(expected, new AccessKeys(Options.Create(new AccessOptions())).NeedsNone(IPAddress.Parse(caller)));
        Assert.True(new AccessKeys(Options.Create(new AccessOptions { Open = true })).NeedsNone(IPAddress.Parse(caller)));
    }
}
