using Tandem.Grains.Streaming;

namespace Tandem.Grains.Users;

/// <summary>Read-your-writes for gateways on other machines.</summary>
internal sealed partial class UserGrain
{
    private readonly ApplySignal _stored = new();

    public async Task<bool> WaitForAsync(long offset, TimeSpan timeout)
    {
        Task over = Task.Delay(timeout, time);
        while (_stored.AppliedTo < offset)
        {
            Task raised = _stored.Raised;
            if (_stored.AppliedTo < offset && await Task.WhenAny(raised, over) == over)
                return _stored.AppliedTo >= offset;
        }

        return true;
    }
}
