namespace Tandem.Retrieval;

/// <summary>
/// What the vectors of an index mean: which features went in and which model made them. Inner products of vectors from different spaces say
/// nothing, so they are never compared.
/// </summary>
/// <param name="Dimension">Values of a vector.</param>
/// <param name="Schema">Identifies the features, such as the hash of a feature schema; any text.</param>
/// <param name="Model">Identifies the model, such as the version of an item tower; any text.</param>
public sealed record VectorSpace(int Dimension, string Schema, string Model)
{
    /// <exception cref="VectorSpaceMismatchException">The vectors have another length.</exception>
    public void RequireDimension(int dimension)
    {
        if (dimension != Dimension)
        {
            throw new VectorSpaceMismatchException(this, this with { Dimension = dimension }, "the vector");
        }
    }

    /// <param name="what">Where the other vectors come from, for the message.</param>
    /// <exception cref="VectorSpaceMismatchException">The other space differs.</exception>
    public void RequireSame(VectorSpace other, string what)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other != this)
        {
            throw new VectorSpaceMismatchException(this, other, what);
        }
    }
}
