namespace Engagement.Features.Publishing.Foresight;

/// <summary>Why something will not go out as it stands.</summary>
/// <param name="Code">As addresses and filters have it.</param>
/// <param name="Subject">The account, article or delivery that is the cause: one notice tells of all that wait for it.</param>
/// <param name="Why">A sentence.</param>
/// <param name="Mend">What the button says.</param>
/// <param name="MendLink">Where it is mended.</param>
internal sealed record ForeseenReason(string Code, Guid Subject, string Why, string Mend, string MendLink)
{
    /// <summary>False: it goes out, but later or otherwise than was meant.</summary>
    public bool IsFatal { get; init; } = true;
}

/// <summary>A delivery that will not go out unless something is done.</summary>
internal sealed record Foreseen(Guid Id, string Kind, string Title, DateTimeOffset DueAt, string State, Guid AccountId, string AccountName, string Network, IReadOnlyList<ForeseenReason> Reasons);

/// <param name="Items">The next ones due first.</param>
/// <param name="Looked">How many waiting deliveries were looked at.</param>
/// <param name="Until">How far ahead; nearer than meant where more wait than are looked at.</param>
internal sealed record Foresight(IReadOnlyList<Foreseen> Items, int Looked, DateTimeOffset Until);

/// <summary>The reasons there are, for filters.</summary>
internal static class ForeseenCodes
{
    public const string Access = "access";
    public const string Account = "account";
    public const string Resting = "resting";
    public const string Article = "article";
    public const string Approval = "approval";
    public const string Words = "words";
    public const string Budget = "budget";
    public const string Rate = "rate";
    public const string Language = "language";
    public const string Thread = "thread";

    public static IReadOnlyList<(string Code, string Name)> All { get; } =
    [
        (Access, "The account's access ends before"),
        (Account, "The account is stopped"),
        (Resting, "The account rests"),
        (Article, "The article may not be posted"),
        (Approval, "Nobody has approved it"),
        (Words, "Its words are refused"),
        (Budget, "The month's budget does not reach"),
        (Rate, "The network allows fewer"),
        (Language, "It is in another language"),
        (Thread, "A part before it is not out"),
    ];
}
