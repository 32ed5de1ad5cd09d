namespace Engagement.Features.Publishing.Changes;

/// <summary>Words to look for, as <c>like … escape '\'</c> takes them.</summary>
internal static class Likes
{
    public static string? Containing(string? typed) => string.IsNullOrWhiteSpace(typed)
        ? null
        : $"%{typed.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal)}%";
}
