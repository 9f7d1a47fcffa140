using Tandem.Features.Categories;

namespace Tandem.Features.Tests.Categories;

public class AncestorChoiceTests
{
    [Fact]
    public void Slopes_OneAncestor_IsTheLossOfThePaper()
    {
        float[] slopes = new float[1];
        double loss = AncestorChoice.Slopes([0.5f], 1.5f, 1, slopes, out float stranger);
        Assert.Equal(-Math.Log(0.25), loss, 1e-6);
        Assert.Equal(0.75, slopes[0], 1e-6);
        Assert.Equal(0.5, stranger, 1e-6);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.3)]
    [InlineData(1)]
    public void Slopes_SeveralAncestors_AreTheDerivativesOfTheLoss(double weight)
    {
        double[] distances = [0.4, 1.1, 2.3];
        const double StrangerDistance = 1.7;
        float[] slopes = new float[3];
        Loss(distances, StrangerDistance, weight, slopes, out float stranger);
        for (int i = 0; i < distances.Length; i++)
        {
            Assert.Equal(Derivative(step => Loss([.. distances.Select((d, j) => j == i ? d + step : d)], StrangerDistance, weight, new float[3], out _)), slopes[i], 1e-3);
        }

        double expected = Derivative(step => Loss(distances, StrangerDistance + step, weight, new float[3], out _));
        Assert.Equal(expected, -stranger * Math.Exp(-StrangerDistance), 1e-3);
    }

    [Fact]
    public void Slopes_NoStrangers_IsFinite()
    {
        float[] slopes = new float[2];
        Assert.True(double.IsFinite(AncestorChoice.Slopes([1e-5f, 1e-6f], 0, 1, slopes, out float stranger)));
        Assert.All([.. slopes, stranger], value => Assert.True(float.IsFinite(value)));
    }

    private static double Derivative(Func<double, double> loss) => (loss(1e-2) - loss(-1e-2)) / 2e-2;

    private static double Loss(double[] distances, double stranger, double weight, float[] slopes, out float strangerSlope) =>
        AncestorChoice.Slopes([.. distances.Select(d => (float)Math.Exp(-d))], (float)Math.Exp(-stranger), (float)weight, slopes, out strangerSlope);
}
