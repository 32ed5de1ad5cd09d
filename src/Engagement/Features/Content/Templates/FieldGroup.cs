using Engagement.Features.Content.Templates.Functions;
using Scriban.Runtime;

namespace Engagement.Features.Content.Templates;

/// <summary>One thing a template can use, and what it means: the list beside the editor.</summary>
/// <param name="Name">As a template writes it, e.g. <c>article.title</c>.</param>
/// <param name="Example">A whole template that uses it.</param>
internal sealed record TemplateWord(string Name, string Meaning, string Example);

/// <summary>One field of a thing.</summary>
internal sealed record Field(string Name, string Meaning, Func<TemplateSubject, object?> Value);

/// <summary>A thing with fields, such as the article; or, with one field of no name, a plain value.</summary>
/// <param name="IsThere">False: it is empty, and <c>{{ if ticket }}</c> is not met.</param>
internal sealed record FieldGroup(string Name, IReadOnlyList<Field> Fields, Func<TemplateSubject, bool>? IsThere = null)
{
    public static readonly FieldGroup Article = new(
        "article",
        [
            new("title", "The article's title", s => s.Article.Title),
            new("summary", "Its summary, one or two sentences", s => s.Article.Summary),
            new("text", "The whole article as plain words", s => s.Article.Text),
            new("tags", "Its tags, a list", s => new ScriptArray(s.Article.Tags) { IsReadOnly = true }),
            new("url", "Its own address. Where posts have short links, its post's link stands in its place", s => s.Article.Url ?? ""),
            new("updated", "When it last changed, a time", s => s.Article.Updated.UtcDateTime),
            new("language", "Its language, such as en", s => s.Article.Language),
            new("image", "The address of its first picture", s => s.Article.Image ?? ""),
            new("image_alt", "What that picture shows", s => s.Article.ImageAlt ?? ""),
        ],
        s => s.HasArticle);

    // The value is the function: alone it is the address, of an address it is what becomes of that one.
    public static readonly FieldGroup TrackedLink = Value(
        "link", "Where readers find the article: this delivery's own short link, on which visits are counted, where Settings have an "
            + "address for it. Never cut off", _ => LinkWords.Function);

    public static readonly FieldGroup PlainLink = Value(
        "link", "Where readers find the article; empty where there is none", _ => LinkWords.Function);

    public static readonly FieldGroup Account = new(
        "account",
        [
            new("name", "The account's name, as we call it", s => s.AccountName),
            new("handle", "Its public handle", s => s.AccountHandle),
        ]);

    public static readonly FieldGroup Network = new(
        "network",
        [
            new("name", "The network's name", s => s.Channel.Facts.Name),
            new("limit", "How long a post may be there, by its own count", s => s.Channel.Measure("x", s.Account).Limit),
        ]);

    public static readonly FieldGroup Post = new(
        "post",
        [
            new("at", "When it goes out, a time; now, while that is not chosen", s => (s.PostAt ?? s.Now).UtcDateTime),
        ]);

    public static readonly FieldGroup Client = new(
        "client",
        [
            new("name", "The client's name, as their profile has it", s => s.Client!.Name),
            new("first_name", "The first word of it", s => s.Client!.Name.Split(' ', 2)[0]),
            new("handle", "Their handle on the network", s => s.Client!.Handle),
        ],
        s => s.Client is not null);

    public static readonly FieldGroup Ticket = new(
        "ticket",
        [
            new("number", "The ticket's number", s => s.Ticket!.Number),
            new("subject", "Its subject", s => s.Ticket!.Subject),
            new("opened", "When it was opened, a time", s => s.Ticket!.OpenedAt.UtcDateTime),
            new("words", "The client's newest message", s => s.Ticket!.Words),
        ],
        s => s.Ticket is not null);

    public static readonly FieldGroup Agent = new("agent", [new("name", "Who writes the reply", s => s.AgentName)]);

    public static readonly FieldGroup Reader = new("reader", [new("name", "Who gets the mail", s => s.ReaderName)]);

    public static readonly FieldGroup Notice = new(
        "notice",
        [
            new("title", "What happened, in a few words", s => s.Notice!.Title),
            new("text", "What happened, to what, why, and what can be done", s => s.Notice!.Text),
            new("link", "The page where something can be done about it", s => s.Notice!.Link),
        ],
        s => s.Notice is not null);

    public static readonly FieldGroup Digest = new(
        "digest",
        [
            new("from", "Where its time begins", s => s.Digest!.From.UtcDateTime),
            new("to", "Where it ends", s => s.Digest!.To.UtcDateTime),
            new("articles", "The articles posted in it, a list; each has title, summary, link and visits", s => Articles(s.Digest!)),
            new("notices", "What its reader wanted to be told together, a list; each has title, text and link",
                s => List("notice", s.Digest!.Notices, n => [("title", n.Title), ("text", n.Text), ("link", n.Link)])),
            new("foreseen", "The posts that will fail, a list; each has title, due, account, why and link",
                s => List("post", s.Digest!.Foreseen,
                    f => [("title", f.Title), ("due", f.Due), ("account", f.Account), ("why", f.Why), ("link", f.Link)])),
            new("posts", "How many posts went out", s => s.Digest!.Posts),
            new("visits", "How many visits by people they brought", s => s.Digest!.Visits),
            new("replies", "How many replies came", s => s.Digest!.Replies),
            new("opened", "How many tickets were opened", s => s.Digest!.Opened),
            new("solved", "How many were solved", s => s.Digest!.Solved),
        ],
        s => s.Digest is not null);

    public static readonly FieldGroup Now = Value("now", "The time it is rendered, a time", s => s.Now.UtcDateTime);

    public static readonly FieldGroup Brand = new(
        "brand",
        [
            new("name", "Your organisation's name, from Settings", s => s.Brand.Name),
            new("website", "Your website, from Settings", s => s.Brand.Website),
            new("hashtag", "Your own hashtag, from Settings", s => s.Brand.Hashtag),
            new("signature", "How replies and mails end, from Settings", s => s.Brand.Signature),
            new("hours", "When somebody answers, in words, from Settings", s => s.Brand.Hours),
        ]);

    // What templates said before there was more of it than a name.
    public static readonly FieldGroup Organisation = Value("organisation", "The same as brand.name", s => s.Brand.Name);

    /// <summary>For people.</summary>
    public IEnumerable<TemplateWord> Words => Fields.Select(f => f.Name.Length == 0 ? Name : $"{Name}.{f.Name}")
        .Zip(Fields, (name, one) => new TemplateWord(name, one.Meaning, $"{{{{ {name} }}}}"));

    public object? Of(TemplateSubject subject)
    {
        if (IsThere?.Invoke(subject) == false)
        {
            return null;
        }

        if (Fields is [{ Name.Length: 0 } only])
        {
            return only.Value(subject);
        }

        var values = new TemplateFields(Name);
        foreach (var field in Fields)
        {
            values[field.Name] = field.Value(subject);
        }

        values.IsReadOnly = true;
        return values;
    }

    private static FieldGroup Value(string name, string meaning, Func<TemplateSubject, object?> value) =>
        new(name, [new("", meaning, value)]);

    private static ScriptArray List<T>(string name, IEnumerable<T> items, Func<T, (string Name, string Value)[]> fields) =>
        new(items.Select(item =>
        {
            var one = new TemplateFields(name);
            foreach (var (field, value) in fields(item))
            {
                one[field] = value;
            }

            return one;
        })) { IsReadOnly = true };

    private static ScriptArray Articles(DigestFields digest) => new(digest.Articles.Select(a => new TemplateFields("article")
    {
        ["title"] = a.Title,
        ["summary"] = a.Summary,
        ["link"] = a.Link,
        ["visits"] = a.Visits,
    })) { IsReadOnly = true };
}
