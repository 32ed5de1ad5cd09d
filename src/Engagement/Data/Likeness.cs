namespace Engagement.Data;

/// <summary>Words as <c>like @Like escape '\'</c> looks for them anywhere in a text: what people type is never a pattern.</summary>
internal static class Likeness
{
    public static string Of(string? words) => $"%{Escape(words?.Trim() ?? "")}%";

    private static string Escape(string words) => words.Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal).Replace("[", @"\[", StringComparison.Ordinal);
}
