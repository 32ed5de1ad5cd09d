using Engagement.Web.Text;

namespace Engagement.Events;

/// <summary>Something people are to be told.</summary>
internal sealed record Notice
{
    /// <param name="kind">One of <see cref="NoticeKinds"/>.</param>
    /// <param name="title">What happened to what, in a line. No words of a client, no secret: it goes by e-mail. Names in it are set
    /// apart.</param>
    /// <param name="body">The cause, what happens next by itself, and what the reader can do; may be empty.</param>
    /// <param name="link">Where they do it: a path in this portal, such as <c>/deliveries/…</c>.</param>
    /// <param name="key">While a notice with this key is open, it is not raised again; <see cref="NoticeMended"/> closes it.</param>
    /// <param name="toUserId">The one person it is for; null: everybody who may change things in the kind's area.</param>
    public Notice(string kind, Sentence title, Sentence body, string link, string? key = null, Guid? toUserId = null) =>
        (Kind, Title, Body, Link, Key, ToUserId) = (kind, title.ToString(), body.ToString(), link, key, toUserId);

    public string Kind { get; init; }

    public string Title { get; init; }

    public string Body { get; init; }

    public string Link { get; init; }

    public string? Key { get; init; }

    /// <summary>The one person it is for.</summary>
    public Guid? ToUserId { get; init; }

    /// <summary>Told besides <see cref="ToUserId"/>, such as a queue's members; with either given, nobody else is.</summary>
    public IReadOnlyCollection<Guid> ToUserIds { get; init; } = [];

    /// <summary>While its reader has not read the one with this <see cref="Key"/>, that is moved up; once they have, a new one takes its
    /// place.</summary>
    public bool IsLatest { get; init; }

    /// <summary>Whose it is where it is nobody's in particular; null: the kind's area.</summary>
    public string? Area { get; init; }
}

/// <summary>People are to be told of something, in the transaction that makes it true.</summary>
internal sealed record NoticeDue(Notice Notice);

/// <summary>What a notice told of is mended; that no notice with this key is open is no error.</summary>
internal sealed record NoticeMended(string Key);
