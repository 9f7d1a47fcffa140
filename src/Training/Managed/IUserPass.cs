using Tandem.Training.Managed.Numerics;

namespace Tandem.Training.Managed;

/// <summary>The user tower up to its projection, over ragged sequences, forward and backward.</summary>
internal interface IUserPass
{
    /// <summary>[rows, UserHidden] the state after each event; rows are those of <see cref="RaggedSequences"/>.</summary>
    Matrix Output { get; }

    /// <param name="items">[distinct, Embedding]</param>
    /// <param name="slots">[positions] row of <paramref name="items"/> for each event of the batch.</param>
    void Forward(TrainingBatch batch, Matrix items, long[] slots, Dropout dropout);

    /// <param name="outputGradient">[states, UserHidden] the gradient at the states of <see cref="RaggedSequences.State"/>.</param>
    /// <param name="itemGradient">[distinct, Embedding] what the history's items get is added here.</param>
    /// <param name="slots">As in <see cref="Forward"/>, likewise <paramref name="dropout"/>.</param>
    void Backward(Matrix outputGradient, Matrix itemGradient, long[] slots, Dropout dropout);
}
