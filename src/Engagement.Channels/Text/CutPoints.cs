namespace Engagement.Channels.Text;

/// <summary>Where a text may be cut: between characters as a reader sees them, and never inside a link.</summary>
internal static class CutPoints
{
    /// <summary>All of them, in order, from 0 to the text's length.</summary>
    public static List<int> Of(string text)
    {
        var points = new List<int>();
        using var links = Links.FindWithBare(text).GetEnumerator();
        var more = links.MoveNext();
        foreach (var point in Graphemes.Boundaries(text))
        {
            while (more && links.Current.End <= point)
            {
                more = links.MoveNext();
            }

            if (!more || point <= links.Current.Start)
            {
                points.Add(point);
            }
        }

        return points;
    }

    /// <summary>
    /// The last of <paramref name="points"/> that satisfies, where those before it do too, or nearly so: found by
    /// halving, then by stepping, because a cut can make or unmake a link and with it the weight.
    /// </summary>
    public static int? LastThat(List<int> points, Func<int, bool> satisfies)
    {
        var (low, high) = (0, points.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = satisfies(points[middle]) ? (middle + 1, high) : (low, middle);
        }

        for (var at = Math.Min(low, points.Count - 1); at >= 0; at--)
        {
            if (satisfies(points[at]))
            {
                return points[at];
            }
        }

        return null;
    }

    /// <summary>A cut moved back to the end of a word, unless that would lose more than a third of the text.</summary>
    public static int AtWord(string text, List<int> points, int cut)
    {
        if (cut == text.Length)
        {
            return cut;
        }

        for (var i = points.BinarySearch(cut); i >= 0 && points[i] > cut * 2 / 3; i--)
        {
            var point = points[i];
            if (char.IsWhiteSpace(text[point]) || (point > 0 && char.IsWhiteSpace(text[point - 1])))
            {
                return point;
            }
        }

        return cut;
    }
}
