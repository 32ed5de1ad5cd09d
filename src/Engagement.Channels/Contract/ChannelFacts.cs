namespace Engagement.Channels;

/// <summary>What is true of a network for every account on it.</summary>
/// <param name="Key">Its name in the database, the API and URLs: lower case, no spaces.</param>
/// <param name="Name">Its name for people.</param>
public sealed record ChannelFacts(string Key, string Name)
{
    /// <summary>Nobody is there but who tries things out: not offered where work is done.</summary>
    public bool IsForTrials { get; init; }

    /// <summary>How its length rule is said to a person, e.g. "300 characters".</summary>
    public required string LengthRule { get; init; }

    /// <summary>The limit where an account or instance says nothing else.</summary>
    public required int DefaultLimit { get; init; }

    /// <summary>What a link costs of the limit whatever its length; null when it costs its own length.</summary>
    public int? LinkWeight { get; init; }

    /// <summary>How it writes a link among the words, for previews; in full unless it says otherwise.</summary>
    public Func<string, string> ShowLink { get; init; } = static url => url;

    /// <summary>How it comes that sending twice may be safe.</summary>
    public required RepeatSafety Repeat { get; init; }

    /// <summary>How long after a send the network's own timeline may still not show it; reconciling waits for at least this.</summary>
    public TimeSpan TimelineLag { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most images in one post.</summary>
    public int MaxImages { get; init; } = 4;

    /// <summary>Most bytes in one image; 0 = no images.</summary>
    public int MaxImageBytes { get; init; }

    /// <summary>Most characters in an image's description.</summary>
    public int MaxAltText { get; init; } = 1000;

    /// <summary>Image types taken.</summary>
    public IReadOnlyList<string> ImageTypes { get; init; } = ["image/jpeg", "image/png"];

    /// <summary>Do we supply the link's card (true) or does the network fetch the page itself (false)?</summary>
    public bool CardIsOurs { get; init; }

    /// <summary>Which of our templates' length classes suits it: <c>short</c> or <c>long</c>.</summary>
    public string LengthClass { get; init; } = "short";

    /// <summary>
    /// How a handle is written in words so that its owner is told, without its leading @; null when no such handle can be there.
    /// </summary>
    public Func<string, string?> Mention { get; init; } = static handle => handle.Any(char.IsWhiteSpace) ? null : $"@{handle}";

    /// <summary>What a handle is there, in a sentence.</summary>
    public string MentionRule { get; init; } = "It is one word.";

    /// <summary>What a handle looks like there, for samples.</summary>
    public string MentionExample { get; init; } = "alex";

    /// <summary>In words, whom we may answer there. Shown where a reply is written.</summary>
    public string ReplyRule { get; init; } = "Anyone who writes to us or mentions us.";

    /// <summary>In words, how a client writes to us alone there; null where nobody can, or where we would not read it.</summary>
    public string? PrivateRule { get; init; }

    /// <summary>How often it is read when nothing pushes.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many messages one reading of a thread shows at the most: one with as many may be longer.</summary>
    public int ThreadShows { get; init; } = 100;

    /// <summary>How old a post may be for its thread to be shown; null: as old as it likes.</summary>
    public TimeSpan? ThreadReachesBack { get; init; }

    /// <summary>Limits the network documents, used until its headers say better.</summary>
    public IReadOnlyList<DocumentedLimit> Limits { get; init; } = [];

    /// <summary>What a person may set for an account on it.</summary>
    public IReadOnlyList<AccountSetting> Settings { get; init; } = [];

    /// <summary>What a person may choose for an account on it.</summary>
    public IReadOnlyList<AccountChoice> Choices { get; init; } = [];

    /// <summary>
    /// The limit of a post that answers another where that is shorter: later parts of a thread, and answers. Null: the same.
    /// </summary>
    public int? ReplyLimit { get; init; }

    /// <summary>What the network bills; null where calls are free.</summary>
    public CallCosts? Costs { get; init; }

    /// <summary>The page of the network's documentation these facts were read from.</summary>
    public Uri? Documentation { get; init; }
}

/// <summary>A number a person may set for an account, kept among <see cref="ChannelAccount.Settings"/>.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Hint">What it is for, in a sentence.</param>
public sealed record AccountSetting(string Name, string Label, string Hint, int Least, int Most, int Default)
{
    /// <summary>A warning about a value on a day, or null: that it is about to stop working, say.</summary>
    public Func<int, DateOnly, string?> Warn { get; init; } = static (_, _) => null;
}

/// <summary>
/// One of a few things a person may choose for an account, kept among <see cref="ChannelAccount.Settings"/>; the first holds until they do.
/// </summary>
/// <param name="Name">Its name there.</param>
/// <param name="Label">Its name for people.</param>
/// <param name="Hint">What it is for, in a sentence.</param>
/// <param name="Options">What may be chosen, each with its words.</param>
public sealed record AccountChoice(string Name, string Label, string Hint, IReadOnlyList<(string Value, string Words)> Options)
{
    /// <summary>What holds for an account, in words.</summary>
    public string Of(string? setting) => Options.FirstOrDefault(o => o.Value == setting) is { Words: not null } chosen
        ? chosen.Words : Options[0].Words;
}

/// <summary>A rate limit as a network documents it.</summary>
/// <param name="Bucket">The same name that <see cref="RateReading.Bucket"/> uses.</param>
/// <param name="Calls">How much there is in a window, in the network's unit: calls, or points.</param>
/// <param name="Window">How long until it starts anew.</param>
/// <param name="By">Which calls of ours draw on it.</param>
public sealed record DocumentedLimit(string Bucket, int Calls, TimeSpan Window, Draws By = Draws.Neither)
{
    /// <summary>What one call takes of it, in its unit.</summary>
    public int Cost { get; init; } = 1;
}

/// <summary>Which of the two directions a limit counts.</summary>
[Flags]
public enum Draws
{
    /// <summary>Neither a send nor a read of mentions: known and shown, not counted beforehand.</summary>
    Neither = 0,

    /// <summary>A post or a reply.</summary>
    Sending = 1,

    /// <summary>A read of mentions.</summary>
    Listening = 2,

    /// <summary>Both, from one purse.</summary>
    Both = Sending | Listening,
}

/// <summary>What a network bills for calls, as it published it on a day; prices change, so configuration may say otherwise.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="AsOf">When the prices were read.</param>
/// <param name="Source">Where.</param>
public sealed record CallCosts(string Currency, DateOnly AsOf, Uri Source)
{
    /// <summary>For a post.</summary>
    public decimal Post { get; init; }

    /// <summary>For a post with a link in it.</summary>
    public decimal PostWithLink { get; init; }

    /// <summary>For a reply to somebody who wrote to us.</summary>
    public decimal Reply { get; init; }

    /// <summary>For each of our own mentions, posts or followers read.</summary>
    public decimal OwnRead { get; init; }

    /// <summary>For each post of others read.</summary>
    public decimal PostRead { get; init; }

    /// <summary>For each profile read.</summary>
    public decimal ProfileRead { get; init; }

    /// <summary>What sending one of these costs.</summary>
    public decimal Of(SendSort sort) => sort switch
    {
        SendSort.Post => Post,
        SendSort.PostWithLink => PostWithLink,
        SendSort.Reply => Reply,
        _ => throw new ArgumentOutOfRangeException(nameof(sort), sort, null),
    };
}

/// <summary>Sorts of sends that a network's price list tells apart.</summary>
public enum SendSort
{
    Post,
    PostWithLink,
    Reply,
}

/// <summary>Is a repeated send harmless?</summary>
public enum RepeatSafety
{
    /// <summary>No: a second send is a second post. A doubt must be settled by looking.</summary>
    Unsafe,

    /// <summary>Yes, for as long as the network remembers our key.</summary>
    SafeWithKey,

    /// <summary>Yes: the record's name is ours, and a second one cannot exist.</summary>
    SafeByName,
}

/// <summary>The length of a text by one network's rule.</summary>
/// <param name="Length">In the network's unit.</param>
/// <param name="Limit">In the same unit.</param>
/// <param name="Problem">What is wrong beside the length, in words (invalid characters, too many bytes); null when nothing is.</param>
public sealed record TextMeasure(int Length, int Limit, string? Problem = null)
{
    /// <summary>May this text go out?</summary>
    public bool IsValid => Length > 0 && Length <= Limit && Problem is null;

    /// <summary>What is left; negative when over.</summary>
    public int Left => Limit - Length;

    /// <summary>One sentence for a person when the text may not go out; null when it may.</summary>
    public string? Explain() =>
        Problem is not null ? Problem
        : Length == 0 ? "There are no words yet."
        : Length > Limit ? $"{Length - Limit} over the limit: {Length} of {Limit} characters."
        : null;
}
