using Tandem.Domain;
using Tandem.Ranking;
using Tandem.Training.Online;

namespace Tandem.Training.Tests.Online;

public sealed class TrainedUserVectorTests
{
    [Fact]
    public void Vector_TrainedTowerEventByEvent_EqualsTheWholePass()
    {
        using OnlineTrainer trainer = new(OnlineShop.Model(), OnlineShop.Options, OnlineShop.Engines);
        foreach (LoggedExample logged in OnlineShop.Log(300, seed: 3))
        {
            trainer.Consume(logged);
        }

        Catalogue catalogue = new(Candidate.Create(OnlineShop.Bundle(), trainer.Export(), trainer.Cursor));
        Random random = new(8);
        UserTowerState state = new();
        UserHistory history = new();
        for (int i = 0; i < UserHistoryOptions.DefaultMaxEvents; i++)
        {
            history.Apply(new ShopEvent
            {
                EventId = $"e{i}",
                UserId = "u",
                ItemId = $"i{random.Next(OnlineShop.Items)}",
                Action = (EventAction)random.Next(EventActions.SignalCount),
                OccurredAt = TestEvents.At(i * random.NextDouble()),
            });

            float[] advanced = state.Vector(catalogue, history)!;
            float[] whole = Recommender.UserVector(catalogue, history)!;
            for (int d = 0; d < whole.Length; d++)
            {
                Assert.Equal(whole[d], advanced[d], 1e-5f);
            }
        }
    }
}
