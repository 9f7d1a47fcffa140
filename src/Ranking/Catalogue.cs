using Tandem.Domain;
using Tandem.Features;
using Tandem.Ranking.Partitions;
using Tandem.Retrieval.Filters;
using Tandem.Retrieval.Live;

namespace Tandem.Ranking;

/// <summary>
/// The items that can be recommended now: a serving model and the live changes on top of it. Immutable; a change gives a new
/// catalogue that shares the rest, so a request that holds one sees one moment and one version from start to end.
/// </summary>
public sealed class Catalogue
{
    private static readonly LiveIndexOptions Layering = new();

    public Catalogue(ServingModel model)
        : this(model, model.Base)
    {
    }

    private Catalogue(ServingModel model, CatalogueState state)
    {
        Model = model;
        State = state;
    }

    public ServingModel Model { get; }

    internal CatalogueState State { get; }

    /// <summary>
    /// Adds or replaces an item; its vectors come from the model's feature schema and item tower. An item of the model keeps
    /// its counts and its id residual; without a new image or text vector it keeps those it had. A new item borrows the evidence of its
    /// nearest relatives, see <see cref="ColdStart"/>.
    /// </summary>
    /// <param name="questions">Asked where the model is partitioned; while they are open the result is not whole, see <see cref="PartitionedRecommender.ChangeAsync"/>.</param>
    public Catalogue With(ItemDescription item, VectorQuestions? questions = null)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (string.IsNullOrEmpty(item.ItemId))
        {
            throw new TandemException("An item has no id.");
        }

        bool known = TryGetSlot(item.ItemId, out int slot);
        if (!known)
        {
            slot = State.SlotCount;
        }

        CategoryNumbering categories = item.CategoryId is null ? State.Categories : State.Categories.With(item.CategoryId);
        CatalogueState next = State with
        {
            SlotCount = Math.Max(State.SlotCount, slot + 1),
            Columns = State.Columns.With(slot, Facts(item, categories)),
            Categories = categories,
            Changed = State.Changed.SetItem(slot, item),
            Added = known ? State.Added : State.Added.Add(item.ItemId, slot),
        };
        bool sameContent = known && Describe(slot) is { } before && SameContent(before, item);
        return new Catalogue(Model, sameContent ? next : Fuse(next, slot, item, questions));
    }

    /// <summary>Takes an item out of every answer. An id that is not there changes nothing.</summary>
    public Catalogue Without(string itemId)
    {
        if (!TryGetSlot(itemId, out int slot) || Describe(slot) is null)
        {
            return this;
        }

        return new Catalogue(Model, State with
        {
            Columns = State.Columns.With(slot, SlotFacts.None),
            Changed = State.Changed.SetItem(slot, null),
            Live = State.Live.Without(slot),
        });
    }

    /// <summary>Replaces what live events say of an item. Of an id that is not there nothing is kept.</summary>
    /// <param name="timeConstant">Time constant of the item's pairs, one for all items.</param>
    public Catalogue WithLive(LiveItem item, TimeSpan timeConstant)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (!TryGetSlot(item.ItemId, out int slot) || Describe(slot) is null)
        {
            return this;
        }

        // The catalogue's own strings: those of a message would be held once for every list that an item is in.
        LiveItem kept = item with
        {
            ItemId = IdOf(slot),
            Successors = Array.ConvertAll(item.Successors, s => TryGetSlot(s.ItemId, out int to) && IdOf(to) is { Length: > 0 } id ? s with { ItemId = id } : s),
        };
        return new Catalogue(Model, State with { Live = (State.Live with { TimeConstant = timeConstant }).With(slot, kept) });
    }

    /// <summary>Takes over what live events say from the catalogue of another model.</summary>
    public Catalogue WithLiveOf(Catalogue other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Catalogue next = this;
        foreach (LiveItem item in other.State.Live.BySlot.OrderBy(static entry => entry.Key).Select(static entry => entry.Value))
        {
            next = next.WithLive(item, other.State.Live.TimeConstant);
        }

        return next;
    }

    /// <summary>
    /// What makes searches of this catalogue cheaper after many changes; null where nothing does. Take it from the current catalogue, build it
    /// beside the writers, and give it to the catalogue that is current then.
    /// </summary>
    public CatalogueMerge? PlanMerge() => CatalogueMerge.Plan(this, Layering);

    /// <summary>With merged layers in place of those that they were built from.</summary>
    /// <param name="merge">Built, and planned of a catalogue that led to this one by changes.</param>
    public Catalogue With(CatalogueMerge merge)
    {
        ArgumentNullException.ThrowIfNull(merge);
        return new Catalogue(Model, merge.Apply(State));
    }

    /// <summary>Whether an item is there.</summary>
    public bool Contains(string itemId) => TryGetSlot(itemId, out int slot) && Describe(slot) is not null;

    /// <summary>What live events say of an item; null for nothing.</summary>
    public LiveItem? LiveOf(string itemId) => TryGetSlot(itemId, out int slot) ? State.Live.BySlot.GetValueOrDefault(slot) : null;

    /// <summary>What is known of an item; null if there is none or it was deleted. Images and text vectors of model items are not kept.</summary>
    public ItemDescription? Find(string itemId) => TryGetSlot(itemId, out int slot) ? Describe(slot) : null;

    internal static CatalogueState Of(ServingModel model)
    {
        // Categories that only items name are roots; what the tree says of a category comes last and counts.
        CategoryNumbering categories = CategoryNumbering.Build(
        [
            .. model.Items.Items.Select(static item => item.CategoryId).OfType<string>().Distinct().Select(static id => (id, (string?)null)),
            .. model.Parts.Categories.Select(static category => (category.CategoryId, category.ParentId)),
        ]);
        SlotFacts[] facts = [.. model.Items.Items.Select(item => Facts(item, categories))];
        return new CatalogueState
        {
            SlotCount = model.ItemCount,
            Columns = ItemColumns.Build(facts),
            Categories = categories,
            Cold = model.Parts.Relatives is { } relatives ? [.. Borrowers(relatives)] : [],
            Fused = model.FusedIndex,
            Vectors = model.VectorIndex,
        };
    }

    /// <summary>Reads the fused vectors; null without features.</summary>
    /// <param name="questions">Asked where the model is partitioned.</param>
    internal VectorReader? Fused(VectorQuestions? questions) =>
        State.Fused is { } fused ? new VectorReader(fused, VectorKind.Fused, Model, State.Replaced, questions) : null;

    /// <summary>Reads the item tower's vectors; null without towers.</summary>
    /// <param name="questions">Asked where the model is partitioned.</param>
    internal VectorReader? Vectors(VectorQuestions? questions) =>
        State.Vectors is { } vectors ? new VectorReader(vectors, VectorKind.Items, Model, State.Replaced, questions) : null;

    internal bool TryGetSlot(string itemId, out int slot) =>
        Model.Items.TryGetCode(itemId, out slot) || State.Added.TryGetValue(itemId, out slot);

    internal ItemDescription? Describe(int slot) =>
        State.Changed.TryGetValue(slot, out ItemDescription? changed) ? changed
        : slot < Model.ItemCount ? Model.Items.Items[slot]
        : null;

    /// <summary>The id of a slot, also of one whose item was deleted.</summary>
    internal string IdOf(int slot) =>
        slot < Model.ItemCount ? Model.Items.Items[slot].ItemId : Describe(slot)?.ItemId ?? "";

    /// <summary>The borrowed evidence of a slot; null where an item stands on its own or nothing is like it.</summary>
    internal ColdItem? ColdAt(int slot)
    {
        ReadOnlySpan<ColdItem> cold = State.Cold.AsSpan();
        int low = 0;
        int high = cold.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            if (cold[middle].Slot == slot)
            {
                return cold[middle];
            }

            (low, high) = cold[middle].Slot < slot ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    private static SlotFacts Facts(ItemDescription item, CategoryNumbering categories) =>
        new(categories.NumberOf(item.CategoryId), item.Price ?? double.NaN, item.Available);

    private static IEnumerable<ColdItem> Borrowers(SuccessorLists relatives)
    {
        for (int item = 0; item < relatives.ItemCount; item++)
        {
            if (relatives.ItemsOf(item).Length > 0)
            {
                yield return new ColdItem(item, relatives.ItemsOf(item).ToArray(), relatives.WeightsOf(item).ToArray());
            }
        }
    }

    /// <summary>Computes the vectors of an item anew and, for an item that the model does not know, its relatives.</summary>
    private CatalogueState Fuse(CatalogueState state, int slot, ItemDescription item, VectorQuestions? questions)
    {
        if (Model.Parts.Features is not { } features || state.Fused is not { } fusedIndex)
        {
            return state;
        }

        bool ofModel = slot < Model.ItemCount;
        float[] fused = new float[features.Schema.Dimension];
        features.Fuse(item, ItemCounts.None, fused);
        if (ofModel)
        {
            KeepWhatStays(
                features.Schema, Fused(questions)!.VectorOf(slot), fused, item.Image is null, features.TextFromVectors && item.TextVector is null);
        }

        SegmentedIndex? vectors = state.Vectors;
        if (Model.ItemTower is { } tower && vectors is not null)
        {
            float[] vector = new float[tower.Shape.Embedding];
            bool trained = ofModel && slot < Model.Parts.Towers!.Items;
            tower.Embed(fused, trained ? slot : -1, vector);
            vectors = vectors.With(slot, vector).Sealed(Layering.DeltaCapacity);
        }

        if (!ofModel)
        {
            VectorReader lenders = new(Model.FusedIndex!, VectorKind.Fused, Model, [], questions);
            ColdItem? cold = ColdStart.Adopt(slot, features.Schema, lenders, fused, default);
            int place = state.Cold.AsSpan().BinarySearch(new ColdItem(slot, [], []), ColdItem.BySlot);
            if (place >= 0)
            {
                state = state with { Cold = state.Cold.RemoveAt(place) };
            }

            state = cold is null ? state : state with { Cold = state.Cold.Insert(place >= 0 ? place : ~place, cold) };
        }

        return state with
        {
            Fused = fusedIndex.With(slot, fused).Sealed(Layering.DeltaCapacity),
            Vectors = vectors,
            Replaced = ofModel && Model.IsPartitioned ? Replace(state.Replaced, slot) : state.Replaced,
        };
    }

    private ulong[] Replace(ulong[] replaced, int slot)
    {
        ulong[] next = new ulong[(Model.ItemCount + 63) >> 6];
        replaced.CopyTo(next, 0);
        next[slot >> 6] |= 1UL << (slot & 63);
        return next;
    }

    private static void KeepWhatStays(FeatureSchema schema, ReadOnlySpan<float> before, Span<float> fused, bool keepImage, bool keepText)
    {
        before.Slice(schema.Attributes, schema.Popularity).CopyTo(fused[schema.Attributes..]);
        int image = schema.Attributes + schema.Popularity + schema.Category;
        if (keepImage)
        {
            before.Slice(image, schema.Image).CopyTo(fused[image..]);
        }

        if (keepText)
        {
            before.Slice(image + schema.Image, schema.Text).CopyTo(fused[(image + schema.Image)..]);
        }
    }

    private static bool SameContent(ItemDescription before, ItemDescription after) =>
        after.Image is null
        && after.TextVector is null
        && before.ModelId == after.ModelId
        && before.Name == after.Name
        && before.CategoryId == after.CategoryId
        && before.Attributes.SequenceEqual(after.Attributes);
}
