namespace Tandem.Features.Onnx;

/// <summary>How a model's output becomes one vector of a text.</summary>
public enum Pooling
{
    /// <summary>The mean of the tokens' vectors, padding left out.</summary>
    Mean,

    /// <summary>The first token's vector, [CLS] in BERT's family.</summary>
    Cls,

    /// <summary>The model pools itself: its output of rank 2, [texts, dimension].</summary>
    Model,
}
