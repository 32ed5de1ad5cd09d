namespace Engagement.Configured;

/// <summary>The settings as a table in Markdown: what <c>docs/settings.md</c> shows.</summary>
internal static class SettingsTable
{
    private const string Head = "| setting (environment variable) | takes | default | |\n| --- | --- | --- | --- |\n";

    public static string Markdown() => Head + string.Concat(KnownSettings.All.Select(Row));

    private static string Row(Setting setting)
    {
        var isValue = setting.Otherwise.Length > 0 && !setting.Otherwise.Contains(' ', StringComparison.Ordinal);
        var otherwise = isValue ? $"`{setting.Otherwise}`" : setting.Otherwise;
        return $"| `{setting.Variable}` | {setting.Takes} | {otherwise} | {setting.Help} |\n";
    }
}
