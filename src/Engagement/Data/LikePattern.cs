namespace Engagement.Data;

/// <summary>Words to look for, as <c>like … escape '\'</c> takes them: what stands for something else there stands for itself.</summary>
internal static class LikePattern
{
    /// <returns>A pattern that everything fits which has these words; null when there are none.</returns>
    public static string? Containing(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : $"%{Escape(typed.Trim())}%";

    /// <summary>The brackets are SQL Server's.</summary>
    public static string Escape(string words) => words
        .Replace(@"\", @"\\", StringComparison.Ordinal)
        .Replace("%", @"\%", StringComparison.Ordinal)
        .Replace("_", @"\_", StringComparison.Ordinal)
        .Replace("[", @"\[", StringComparison.Ordinal);
}
