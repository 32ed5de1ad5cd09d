namespace Engagement.Features.Templates;

/// <summary>What templates are for, in the order people meet them.</summary>
internal static class TemplateKinds
{
    public static IReadOnlyList<(string Key, string Name)> All { get; } =
    [
        ("post", "Posts"),
        ("reply", "Replies to clients"),
        ("acknowledgement", "Acknowledgements"),
        ("notice", "Notices by e-mail"),
        ("digest", "Digests"),
    ];

    public static string Name(string key) => All.FirstOrDefault(k => k.Key == key).Name ?? key;

    public static int Order(string key) => All.Select(k => k.Key).ToList().IndexOf(key);

    public static bool Has(string key) => Order(key) >= 0;
}
