using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Engagement.Features.Content.Templates.Variants;

/// <summary>By how much the means of two samples may differ, given how few and how scattered they are.</summary>
/// <param name="Difference">Mean of the second less mean of the first.</param>
/// <param name="Low">Where the interval begins.</param>
/// <param name="High">Where it ends.</param>
internal sealed record WelchInterval(double Difference, double Low, double High)
{
    /// <summary>The interval leaves out that there is no difference.</summary>
    public bool IsClear => Low > 0 || High < 0;

    /// <summary>
    /// Welch's interval for samples of unlike scatter (B. L. Welch, "The generalization of 'Student's' problem when several different
    /// population variances are involved", Biometrika 34, 1947), with the Welch–Satterthwaite degrees of freedom. The unit is a post: posts
    /// differ far more from one another than a Poisson count would, so intervals made of the visits' sum alone would be too narrow.
    /// </summary>
    /// <param name="level">How sure, e.g. 0.95.</param>
    /// <returns>Null: a sample has fewer than two, so its scatter is unknown.</returns>
    public static WelchInterval? Of(IReadOnlyList<double> first, IReadOnlyList<double> second, double level)
    {
        if (first.Count < 2 || second.Count < 2)
        {
            return null;
        }

        var difference = second.Mean() - first.Mean();
        double a = first.Variance() / first.Count, b = second.Variance() / second.Count;
        if (a + b == 0)
        {
            return new(difference, difference, difference); // every post brought the same
        }

        var freedom = (a + b) * (a + b) / (a * a / (first.Count - 1) + b * b / (second.Count - 1));
        var reach = StudentT.InvCDF(0, 1, freedom, 1 - (1 - level) / 2) * Math.Sqrt(a + b);
        return new(difference, difference - reach, difference + reach);
    }
}
