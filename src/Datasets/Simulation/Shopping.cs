using Tandem.Datasets.Ozon;
using Tandem.Domain;

namespace Tandem.Datasets.Simulation;

/// <summary>How users behave, a day at a time. The model is described at <see cref="MarketplaceSimulator"/>.</summary>
internal sealed class Shopping(SimulationOptions options, SimulatedCatalogue catalogue, SimulatedUser[] users)
{
    private const long DayLength = 86_400_000;
    private const double Hour = 3_600_000;
    private const int Candidates = 12;

    private readonly long _start = options.Start.ToUnixTimeMilliseconds();
    private readonly long _end = options.Start.ToUnixTimeMilliseconds() + (options.Days * DayLength);
    private readonly Funnel _funnel = new();
    private readonly int[] _onSale = new int[catalogue.Shelves.Length];
    private int _day;

    public List<TrackerRow> Tracked { get; } = [];

    public List<OrderRow> Ordered { get; } = [];

    /// <summary>Lives one day through; its rows are in <see cref="Tracked"/> and <see cref="Ordered"/>, in time order.</summary>
    public void Live(int day)
    {
        _day = day;
        Tracked.Clear();
        Ordered.Clear();
        for (int leaf = 0; leaf < _onSale.Length; leaf++)
        {
            _onSale[leaf] = catalogue.Shelves[leaf].OnSale(day);
        }

        foreach (SimulatedUser user in users)
        {
            if (user.JoinDay > day)
            {
                continue;
            }

            user.Drift();
            CarryOutPlans(user);

            // People shop more at the weekend; 2025-01-01 was a Wednesday.
            double weekday = (day + 2) % 7 >= 5 ? 1.2 : 0.92;
            int sessions = user.Random.NextPoisson(user.Activity * weekday);
            for (int i = 0; i < sessions; i++)
            {
                Session(user);
            }
        }

        _funnel.Steer();
        Tracked.Sort(static (a, b) => (a.Second, a.UserId, a.ItemId, a.Action).CompareTo((b.Second, b.UserId, b.ItemId, b.Action)));
        Ordered.Sort(static (a, b) => (a.CreatedAt, a.UserId, a.ItemId).CompareTo((b.CreatedAt, b.UserId, b.ItemId)));
    }

    private void Session(SimulatedUser user)
    {
        ref SeededRandom random = ref user.Random;
        double hour = Math.Clamp(user.UsualHour + (2.5 * random.NextNormal()), 0, 23.2);
        long time = _start + (_day * DayLength) + (long)(hour * Hour);
        int leaf = PickLeaf(user);
        SimulatedModel? last = null;
        if (user.Memory.Count > 0 && random.Chance(0.4))
        {
            int item = user.Memory[random.Next(user.Memory.Count)];
            last = catalogue.Items[item].Model;
            time = Look(user, item, time, returning: true);
        }

        int looks = 2 + random.NextPoisson(1 + random.NextExponential(7));
        for (int i = 0; i < looks; i++)
        {
            SimulatedModel model = NextModel(user, ref leaf, last);
            time = Look(user, PickVariant(ref random, model), time, returning: false);
            last = model;
        }
    }

    private static int PickLeaf(SimulatedUser user) => user.Leaves[user.Random.NextWeighted(user.LeafCumulative)];

    private SimulatedModel NextModel(SimulatedUser user, ref int leaf, SimulatedModel? last)
    {
        ref SeededRandom random = ref user.Random;
        double what = random.NextDouble();
        if (last is not null && what < 0.25 && last.Neighbours.Length > 0)
        {
            SimulatedModel next = last.Neighbours[random.Next(last.Neighbours.Length)];
            if (next.Birthday <= _day)
            {
                return next;
            }
        }
        else if (what > 0.9)
        {
            leaf = PickLeaf(user);
        }

        return BestOf(user, leaf, last);
    }

    /// <summary>A draw from the softmax of appeal over models that popularity has drawn.</summary>
    private SimulatedModel BestOf(SimulatedUser user, int leaf, SimulatedModel? last)
    {
        ref SeededRandom random = ref user.Random;
        Shelf shelf = catalogue.Shelves[leaf];
        SimulatedModel? best = null;
        double bestScore = double.NegativeInfinity;
        for (int i = 0; i < Candidates; i++)
        {
            SimulatedModel model = shelf.Draw(ref random, _onSale[leaf]);
            double score = user.Appeal(model) + random.NextGumbel();

            // What was just looked at colours the rest of the session.
            score += last is null ? 0 : 0.5 * LatentSpace.Scale * LatentSpace.Dot(last.Style, model.Style);
            if (score > bestScore)
            {
                (best, bestScore) = (model, score);
            }
        }

        return best!;
    }

    private static int PickVariant(ref SeededRandom random, SimulatedModel model)
    {
        // The first variants are shown first and taken more often.
        double place = random.NextDouble() * random.NextDouble();
        return model.FirstItem + (int)(place * model.Variants);
    }

    /// <summary>Opens an item's page, with all that may follow; gives the time after it.</summary>
    private long Look(SimulatedUser user, int item, long time, bool returning)
    {
        ref SeededRandom random = ref user.Random;
        SimulatedModel model = catalogue.Items[item].Model;
        double match = user.Match(model);

        // Centred, since what is looked at at all fits better than the average.
        double interest = (0.6 * (user.Appeal(model) - 1.5)) + (returning ? 0.8 : 0);
        int views = 1 + random.NextPoisson(Funnel.MorePageViews);
        for (int i = 0; i < views; i++)
        {
            time = Track(user, item, EventAction.PageView, null, time);
        }

        if (_funnel.Description.Decide(ref random, 0.5 * interest))
        {
            time = Track(user, item, EventAction.ViewDescription, random.Chance(0.6) ? "pdp.characteristics" : "pdp.richContent", time);
        }

        if (_funnel.Reviews.Decide(ref random, 0.7 * interest))
        {
            time = Track(user, item, EventAction.ReviewView, null, time);
        }

        if (_funnel.Favorite.Decide(ref random, interest))
        {
            time = Track(user, item, EventAction.Favorite, null, time);
            user.Remember(item);
            if (_funnel.Unfavorite.Decide(ref random, -0.6 * interest))
            {
                Plan(user, PlanKind.Unfavorite, item, match, time, meanHours: 20);
            }
        }

        if (_funnel.Cart.Decide(ref random, interest + (returning ? 1 : 0)))
        {
            time = PutIntoCart(user, item, match, time);
        }

        return time + (long)random.NextExponential(25_000);
    }

    private long PutIntoCart(SimulatedUser user, int item, double match, long time)
    {
        ref SeededRandom random = ref user.Random;
        SimulatedModel model = catalogue.Items[item].Model;
        time = Track(user, item, EventAction.ToCart, null, time);
        user.Remember(item);
        double regret = Math.Abs(model.PriceLevel - user.PriceLevel) - (0.5 * (match - 1.5)) - (0.3 * model.Quality);
        if (_funnel.Remove.Decide(ref random, regret))
        {
            Plan(user, PlanKind.Remove, item, match, time, meanHours: 12);
        }
        else if (random.Chance(0.95))
        {
            Plan(user, PlanKind.Order, item, match, time, meanHours: 16);
        }

        return time;
    }

    private void CarryOutPlans(SimulatedUser user)
    {
        long end = _start + ((_day + 1) * DayLength);

        // Plans made while carrying out plans come at the end of the list, and are carried out when they are due today.
        for (int i = 0; i < user.Plans.Count; i++)
        {
            Plan plan = user.Plans[i];
            if (plan.At < end)
            {
                CarryOut(user, plan);
                user.Plans[i] = plan with { At = long.MaxValue };
            }
        }

        user.Plans.RemoveAll(static plan => plan.At == long.MaxValue);
    }

    private void CarryOut(SimulatedUser user, Plan plan)
    {
        ref SeededRandom random = ref user.Random;

        // A plan of the last session that fell due before midnight is carried out this morning.
        long time = Math.Max(plan.At, _start + (_day * DayLength) + random.Next(3_600_000));
        switch (plan.Kind)
        {
            case PlanKind.Unfavorite:
                user.Memory.Remove(plan.Item);
                Track(user, plan.Item, EventAction.Unfavorite, null, time);
                break;
            case PlanKind.Remove:
                user.Memory.Remove(plan.Item);
                Track(user, plan.Item, EventAction.Remove, random.Chance(0.7) ? "cart.cartSplit" : "cart.total", time);
                break;
            case PlanKind.Order:
                user.Memory.Remove(plan.Item);
                Order(user, plan.Item, plan.Match, time);
                break;
            case PlanKind.Complement:
                Look(user, PickVariant(ref random, Companion(user, catalogue.Items[plan.Item].Model)), time, returning: true);
                break;
            case PlanKind.Repurchase:
                time = Track(user, plan.Item, EventAction.PageView, null, time);
                PutIntoCart(user, plan.Item, plan.Match + 1, time);
                break;
        }
    }

    /// <summary>Six times in ten one of the few models that everybody takes with this one, else one to the own taste.</summary>
    private SimulatedModel Companion(SimulatedUser user, SimulatedModel model)
    {
        ref SeededRandom random = ref user.Random;
        SimulatedModel companion = model.Companions[random.Next(model.Companions.Length)];
        return companion.Birthday <= _day && random.Chance(0.6) ? companion : BestOf(user, companion.Leaf.Index, model);
    }

    private void Order(SimulatedUser user, int item, double match, long time)
    {
        ref SeededRandom random = ref user.Random;
        SimulatedModel model = catalogue.Items[item].Model;
        double risk = (1.1 * (model.Leaf.Kind.SizeRisk - 0.8)) + (0.9 * Math.Abs(model.PriceLevel - user.PriceLevel))
            - (0.8 * model.Quality) - (0.7 * (match - 1.5)) + user.CancelLeaning;
        string status;
        double days;
        if (random.Chance(Funnel.NeverEnds))
        {
            (status, days) = (OzonSchema.Processed, random.NextExponential(0.3));
        }
        else if (_funnel.Cancel.Decide(ref random, risk))
        {
            (status, days) = (OzonSchema.Canceled, 0.1 + random.NextExponential(2.5));
        }
        else
        {
            (status, days) = (OzonSchema.Delivered, 1.5 + random.NextExponential(2.5));
            AfterDelivery(user, item, match, time + (long)(days * DayLength));
        }

        long ended = time + (long)(days * DayLength);
        if (ended >= _end)
        {
            // Still on its way when the tables are exported.
            (status, ended) = (OzonSchema.Processed, time);
        }

        Ordered.Add(new OrderRow(time, user.Id, catalogue.Items[item].ItemId, status, ended));
        if (model.Companions.Length > 0 && random.Chance(0.6))
        {
            Plan(user, PlanKind.Complement, item, match, time, meanHours: 30);
        }
    }

    /// <summary>Consumables are bought again two to four weeks after they came, three times in four.</summary>
    private void AfterDelivery(SimulatedUser user, int item, double match, long delivered)
    {
        ref SeededRandom random = ref user.Random;
        if (catalogue.Items[item].Model.Leaf.Kind.Consumable && random.Chance(0.75))
        {
            long due = delivered + (long)((14 + (14 * random.NextDouble())) * DayLength);
            user.Plans.Add(new Plan(due, PlanKind.Repurchase, item, match));
        }
    }

    private static void Plan(SimulatedUser user, PlanKind kind, int item, double match, long from, double meanHours) =>
        user.Plans.Add(new Plan(from + 60_000 + (long)user.Random.NextExponential(meanHours * Hour), kind, item, match));

    private long Track(SimulatedUser user, int item, EventAction action, string? widget, long time)
    {
        Tracked.Add(new TrackerRow(time / 1000, user.Id, catalogue.Items[item].ItemId, action, widget));
        return time + 1_000 + (long)user.Random.NextExponential(15_000);
    }
}
