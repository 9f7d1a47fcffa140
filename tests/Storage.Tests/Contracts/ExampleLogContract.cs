using Tandem.Domain;

namespace Tandem.Storage.Tests.Contracts;

/// <summary>What every example log does. An adapter's test class derives from it.</summary>
public abstract class ExampleLogContract : IAsyncLifetime
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected IExampleLog Examples { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Examples = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the log; the second time after a <see cref="CloseAsync"/> it is the same.</summary>
    protected abstract Task<IExampleLog> OpenAsync();

    protected abstract Task CloseAsync();

    [Fact]
    public async Task AppendAsync_Example_ComesBackWhole()
    {
        TrainingExample example = Example("u1", "a", "b");
        Assert.Equal(2, await Examples.AppendAsync([example], Token));
        TrainingExample read = Assert.Single(await Examples.ReadAsync(0, 10, Token)).Example!;
        Assert.Equal((example.UserId, example.DecidedAt), (read.UserId, read.DecidedAt));
        Assert.Equal(example.Sequence, read.Sequence);
        Assert.Equal(example.Labels, read.Labels);
    }

    [Fact]
    public async Task AppendAsync_LabelsThatAreThere_AreLeftOut()
    {
        await Examples.AppendAsync([Example("u1", "a", "b")], Token);
        Assert.Equal(1, await Examples.AppendAsync([Example("u1", "b", "c")], Token));
        Assert.Equal(0, await Examples.AppendAsync([Example("u1", "a", "c")], Token));
        IReadOnlyList<LoggedExample> read = await Examples.ReadAsync(0, 10, Token);
        Assert.Equal(["a,b", "c"], read.Select(logged => string.Join(',', logged.Example!.Labels.Select(label => label.EventId))));
    }

    [Fact]
    public async Task AppendAsync_WithoutLabels_RefusedAndNothingStored()
    {
        await Assert.ThrowsAsync<TandemException>(() => Examples.AppendAsync([Example("u1", "a"), Example("u2")], Token));
        Assert.Empty(await Examples.ReadAsync(0, 10, Token));
    }

    [Fact]
    public async Task ReadAsync_AfterAndCount_GivesThatRange()
    {
        await Examples.AppendAsync([.. Enumerable.Range(0, 5).Select(n => Example("u1", $"e{n}"))], Token);
        long[] all = [.. (await Examples.ReadAsync(0, 10, Token)).Select(logged => logged.Offset)];
        Assert.Equal(all[2..4], (await Examples.ReadAsync(all[1], 2, Token)).Select(logged => logged.Offset));
        Assert.Equal(all[^1], await Examples.LastOffsetAsync(Token));
    }

    [Fact]
    public async Task ReadUserAsync_ManyOfTwoUsers_OnlyThatUsersInOrder()
    {
        await Examples.AppendAsync([.. Enumerable.Range(0, 700).Select(n => Example(n % 3 == 0 ? "u1" : "u2", $"e{n}"))], Token);
        LoggedExample[] read = await Examples.ReadUserAsync("u1", Token).ToArrayAsync(Token);

        Assert.Equal(Enumerable.Range(0, 700).Where(n => n % 3 == 0).Select(n => $"e{n}"), read.Select(logged => logged.Example!.Labels[0].EventId));
        Assert.Equal(read.OrderBy(logged => logged.Offset), read);
        Assert.Empty(await Examples.ReadUserAsync("nobody", Token).ToArrayAsync(Token));
    }

    [Fact]
    public async Task TrimAsync_ThenReopen_KeepsTheRestAndGivesNewOffsets()
    {
        await Examples.AppendAsync([Example("u1", "a"), Example("u2", "b")], Token);
        long last = await Examples.LastOffsetAsync(Token);
        Assert.Equal(1, await Examples.TrimAsync(last, Token));
        Assert.Equal(1, await Examples.TrimAsync(last + 1, Token));
        await CloseAsync();
        await InitializeAsync();
        Assert.Equal(1, await Examples.AppendAsync([Example("u1", "a")], Token));
        Assert.True(Assert.Single(await Examples.ReadAsync(0, 10, Token)).Offset > last);
    }

    [Fact]
    public async Task DeleteUserExamplesAsync_User_LeavesTheOthers()
    {
        await Examples.AppendAsync([Example("u1", "a"), Example("u2", "b"), Example("u1", "c")], Token);
        Assert.Equal(2, await Examples.DeleteUserExamplesAsync("u1", Token));
        Assert.Equal("u2", Assert.Single(await Examples.ReadAsync(0, 10, Token)).Example!.UserId);
    }

    internal static TrainingExample Example(string user, params string[] eventIds) => new(
        user,
        1_300_000_000_000,
        [new("i1", EventAction.PageView, "search", 1_200_000_000_000), new("i2", EventAction.Order, "", 1_299_999_999_999)],
        [.. eventIds.Select((id, n) => new ExampleLabel(id, $"i{n}", n == 0 ? EventAction.Delivered : EventAction.Canceled, 1_300_000_000_000 + n))]);
}
