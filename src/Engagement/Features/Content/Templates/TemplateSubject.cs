using Engagement.Channels;

namespace Engagement.Features.Content.Templates;

/// <summary>What a template is about: the values it may use, and the network its words are for.</summary>
internal sealed record TemplateSubject(ArticleFields Article, IChannel Channel)
{
    /// <summary>Which fields there are (<see cref="TemplateKinds"/>).</summary>
    public string Kind { get; init; } = TemplateKinds.Post;

    /// <summary>False: there is no article, as with a ticket that answers no post.</summary>
    public bool HasArticle { get; init; } = true;

    /// <summary>Where the words' link leads.</summary>
    public string? Link { get; init; }

    public string AccountName { get; init; } = "";

    public string AccountHandle { get; init; } = "";

    public Brand Brand { get; init; } = new();

    public DateTimeOffset Now { get; init; }

    public ChannelAccount? Account { get; init; }

    /// <summary>When the post goes out; null where that is not known yet.</summary>
    public DateTimeOffset? PostAt { get; init; }

    /// <summary>What <c>pick</c> chooses by: the post's id, or the article's while there is no post.</summary>
    public Guid PostKey { get; init; } = Article.Id;

    /// <summary>The other half of it.</summary>
    public string AccountKey => Account?.Id.ToString("N") ?? Channel.Facts.Key;

    /// <summary>Wanted for the words, and then theirs: quotation marks, dates and plurals follow it.</summary>
    public string Language { get; init; } = Article.Language;

    /// <summary>Where times are told for.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    public ClientFields? Client { get; init; }

    public TicketFields? Ticket { get; init; }

    /// <summary>Who writes the reply.</summary>
    public string AgentName { get; init; } = "";

    /// <summary>Who reads the mail.</summary>
    public string ReaderName { get; init; } = "";

    public NoticeFields? Notice { get; init; }

    public DigestFields? Digest { get; init; }
}

/// <summary>An article as templates see it.</summary>
internal sealed record ArticleFields
{
    /// <summary>Empty for sample data.</summary>
    public Guid Id { get; init; }

    public string Title { get; init; } = "";

    public string Summary { get; init; } = "";

    /// <summary>The whole article as plain words.</summary>
    public string Text { get; init; } = "";

    public string? Url { get; init; }

    public string[] Tags { get; init; } = [];

    public string? Image { get; init; }

    public string? ImageAlt { get; init; }

    public string Language { get; init; } = "en";

    public DateTimeOffset Updated { get; init; }
}

/// <summary>Who wrote to us.</summary>
internal sealed record ClientFields(string Name, string Handle);

/// <summary>What they wrote about.</summary>
/// <param name="Words">Their newest message.</param>
internal sealed record TicketFields(long Number, string Subject, DateTimeOffset OpenedAt, string Words);

/// <summary>Something that a colleague is told by mail.</summary>
/// <param name="Link">Where they can do something about it.</param>
internal sealed record NoticeFields(string Title, string Text, string Link);

/// <summary>What happened in a time.</summary>
internal sealed record DigestFields(DateTimeOffset From, DateTimeOffset To)
{
    public IReadOnlyList<DigestArticle> Articles { get; init; } = [];

    /// <summary>What its reader wanted to be told together.</summary>
    public IReadOnlyList<NoticeFields> Notices { get; init; } = [];

    /// <summary>What will not go out unless something is done.</summary>
    public IReadOnlyList<DigestPreflight> Foreseen { get; init; } = [];

    public int Posts { get; init; }

    public int Visits { get; init; }

    public int Replies { get; init; }

    public int Opened { get; init; }

    public int Solved { get; init; }
}

/// <summary>An article that was posted in that time.</summary>
internal sealed record DigestArticle(string Title, string Summary, string Link, int Visits);

/// <summary>A post that will not go out.</summary>
/// <param name="Due">By its reader's clock, in words.</param>
/// <param name="Link">Where it is mended.</param>
internal sealed record DigestPreflight(string Title, string Due, string Account, string Why, string Link);
