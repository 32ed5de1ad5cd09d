namespace Engagement.Features.Content.Templates;

/// <summary>What a template is for.</summary>
/// <param name="Key">As rows and files have it.</param>
/// <param name="Name">For a heading over several.</param>
/// <param name="One">For one, in a sentence: "a post".</param>
/// <param name="Description">What becomes of its words.</param>
/// <param name="Groups">What it may use.</param>
internal sealed record TemplateKind(string Key, string Name, string One, string Description, IReadOnlyList<FieldGroup> Groups)
{
    /// <summary>Its words go to networks; otherwise they are a mail, whose first line is the subject.</summary>
    public bool IsForNetworks { get; init; } = true;

    /// <summary>It may say something of an article, so that it can be tried on each.</summary>
    public bool IsAboutArticles => Groups.Contains(FieldGroup.Article);

    /// <summary>What the page for a new one begins with.</summary>
    public string Start { get; init; } = "";
}

/// <summary>All of them, in the order people meet them.</summary>
internal static class TemplateKinds
{
    public const string Post = "post";
    public const string Reply = "reply";
    public const string Acknowledgement = "acknowledgement";
    public const string Notice = "notice";
    public const string Digest = "digest";

    private static readonly FieldGroup[] Everywhere = [FieldGroup.Now, FieldGroup.Brand, FieldGroup.Organisation];

    public static IReadOnlyList<TemplateKind> All { get; } =
    [
        new(Post, "Posts", "a post", "An article becomes a post, for each account in its network's length.",
            [FieldGroup.Article, FieldGroup.TrackedLink, FieldGroup.Account, FieldGroup.Network, FieldGroup.Post, .. Everywhere])
        {
            Start = "{{ article.title }}\n\n{{ article.summary | fit }}\n\n{{ link }}",
        },
        new(Reply, "Replies to clients", "a reply",
            "A macro: chosen beside the reply box of a ticket, filled in, then edited by whoever answers.",
            [FieldGroup.Client, FieldGroup.Ticket, FieldGroup.Article, FieldGroup.PlainLink,
                FieldGroup.Account, FieldGroup.Network, FieldGroup.Agent, .. Everywhere])
        {
            Start = "Hello {{ client.first_name }}, thank you for writing.\n\n{{ if article }}{{ article.summary | fit }}\n\n"
                + "{{ link }}{{ end }}",
        },
        new(Acknowledgement, "Acknowledgements", "an acknowledgement",
            "The first answer to a client, before a person has read what they wrote.",
            [FieldGroup.Client, FieldGroup.Ticket, FieldGroup.Article, FieldGroup.PlainLink,
                FieldGroup.Account, FieldGroup.Network, .. Everywhere])
        {
            Start = "Thank you, {{ client.first_name }}. We have it as #{{ ticket.number }} and will answer here.",
        },
        new(Notice, "Notices by e-mail", "a notice", "A mail to a colleague that something needs them. Its first line is the subject.",
            [FieldGroup.Notice, FieldGroup.Reader, .. Everywhere])
        {
            IsForNetworks = false,
            Start = "{{ notice.title }}\n\nHello {{ reader.name }},\n\n{{ notice.text }}\n\n{{ notice.link }}",
        },
        new(Digest, "Digests", "a digest", "A mail with what happened in a day or a week. Its first line is the subject.",
            [FieldGroup.Digest, FieldGroup.Reader, .. Everywhere])
        {
            IsForNetworks = false,
            Start = "{{ digest.posts }} {{ digest.posts | plural 'post' 'posts' }} since {{ digest.from | date }}\n\n"
                + "{{ for article in digest.articles }}{{ article.title }}\n{{ article.link }}\n\n{{ end }}",
        },
    ];

    public static TemplateKind Of(string key) => All.FirstOrDefault(k => k.Key == key) ?? All[0];

    public static string Name(string key) => All.FirstOrDefault(k => k.Key == key)?.Name ?? key;

    public static int Order(string key) => All.Select(k => k.Key).ToList().IndexOf(key);

    public static bool Has(string key) => Order(key) >= 0;
}
