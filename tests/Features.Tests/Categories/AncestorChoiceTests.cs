using Tandem.Features.Categories;

namespace Tandem.Features.Tests.Categories;

public class AncestorChoiceTests
{
    [Theory]
    [InlineData(PoincareObjective.Parent)]
    [InlineData(PoincareObjective.Ancestors)]
    public void Slopes_OneAncestor_IsTheLossOfThePaper(PoincareObjective objective)
    {
        float[] slopes = new float[1];
        double loss = AncestorChoice.Slopes(objective, [0.5f], 1.5f, slopes, out float stranger);
        Assert.Equal(-Math.Log(0.25), loss, 1e-6);
        Assert.Equal(0.75, slopes[0], 1e-6);
        Assert.Equal(0.5, stranger, 1e-6);
    }

    [Theory]
    [InlineData(PoincareObjective.Parent)]
    [InlineData(PoincareObjective.Ancestors)]
    public void Slopes_SeveralAncestors_AreTheDerivativesOfTheLoss(PoincareObjective objective)
    {
        double[] distances = [0.4, 1.1, 2.3];
        const double StrangerDistance = 1.7;
        float[] slopes = new float[3];
        Loss(distances, StrangerDistance, objective, slopes, out float stranger);
        for (int i = 0; i < distances.Length; i++)
        {
            Assert.Equal(Derivative(step => Loss([.. distances.Select((d, j) => j == i ? d + step : d)], StrangerDistance, objective, new float[3], out _)), slopes[i], 1e-3);
        }

        double expected = Derivative(step => Loss(distances, StrangerDistance + step, objective, new float[3], out _));
        Assert.Equal(expected, -stranger * Math.Exp(-StrangerDistance), 1e-3);
    }

    [Theory]
    [InlineData(PoincareObjective.Parent)]
    [InlineData(PoincareObjective.Ancestors)]
    public void Slopes_NoStrangers_IsFinite(PoincareObjective objective)
    {
        float[] slopes = new float[2];
        Assert.True(double.IsFinite(AncestorChoice.Slopes(objective, [1e-5f, 1e-6f], 0, slopes, out float stranger)));
        Assert.All([.. slopes, stranger], value => Assert.True(float.IsFinite(value)));
    }

    private static double Derivative(Func<double, double> loss) => (loss(1e-2) - loss(-1e-2)) / 2e-2;

    private static double Loss(double[] distances, double stranger, PoincareObjective objective, float[] slopes, out float strangerSlope) =>
        AncestorChoice.Slopes(objective, [.. distances.Select(d => (float)Math.Exp(-d))], (float)Math.Exp(-stranger), slopes, out strangerSlope);
}
