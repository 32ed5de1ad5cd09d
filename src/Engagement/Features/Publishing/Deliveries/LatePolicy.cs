using Engagement.Data;
using Engagement.Features.Publishing.Deliveries.Obstacles;
using FluentValidation;

namespace Engagement.Features.Publishing.Deliveries;

/// <summary>What becomes of a delivery that is later than its grace.</summary>
internal enum WhenLate
{
    /// <summary>It does not go out; a person may give it another time.</summary>
    Missed,

    /// <summary>It is held, and a person says whether it still should.</summary>
    Ask,

    /// <summary>It goes out all the same, however late.</summary>
    Publish,
}

/// <summary>
/// How late a post may be. Up to the grace it goes out by itself: a network was down, the program was off, an account rested. After that,
/// <see cref="WhenLate"/> decides.
/// </summary>
internal sealed record LatePolicy(TimeSpan Grace, WhenLate Then)
{
    /// <summary>The error kind of a delivery that is held until somebody says whether it still should go out.</summary>
    public const string AskedLate = nameof(AskedLate);

    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private static readonly Sql Read = Sql.Portable("select GraceMinutes, WhenLate from Posts where Id = @PostId");

    /// <summary>As its post says, or as the desk is set up where it says nothing.</summary>
    public static async Task<LatePolicy> OfAsync(DbSession db, Delivery delivery, PublishingOptions options, CancellationToken ct)
    {
        var row = delivery.PostId is { } postId ? await db.OneAsync<Row>(Read, new { PostId = postId }, ct) : null;
        return From(row?.GraceMinutes, row?.WhenLate, options);
    }

    /// <summary>As a post's row has it.</summary>
    public static LatePolicy From(int? graceMinutes, WhenLate? then, PublishingOptions options) =>
        new(graceMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : options.Grace, then ?? WhenLate.Missed);

    /// <summary>In a sentence, e.g. on the post's page.</summary>
    public string Words => Then switch
    {
        WhenLate.Publish => "However late it is, it goes out.",
        WhenLate.Ask => $"Up to {Lateness.InWords(Grace)} late it goes out by itself; after that it asks.",
        _ => $"Up to {Lateness.InWords(Grace)} late it goes out by itself; after that it is missed.",
    };

    /// <returns>Null: it may still go out.</returns>
    public Obstacle? Of(TimeSpan late)
    {
        if (late <= Grace || Then == WhenLate.Publish)
        {
            return null;
        }

        var why = $"It comes {Lateness.InWords(late)} late, "
            + $"longer than the {Lateness.InWords(Grace)} after which it may not go out by itself.";
        return Then == WhenLate.Ask
            ? new Obstacle(AskedLate, why) { To = DeliveryState.Held,
                Then = "Should it still go out? Send it now, give it another time, or cancel it." }
            : new Obstacle(nameof(DeliveryState.Missed), why) { To = DeliveryState.Missed,
                Then = "Reschedule it if it should still go out." };
    }

    internal sealed class Validator : AbstractValidator<LatePolicy>
    {
        public Validator()
        {
            RuleFor(p => p.Grace).InclusiveBetween(TimeSpan.FromMinutes(1), Longest).WithMessage("Between a minute and 30 days.");
            RuleFor(p => p.Then).IsInEnum().WithMessage("Missed, Ask or Publish.");
        }
    }

    private sealed record Row
    {
        public int? GraceMinutes { get; init; }

        public WhenLate? WhenLate { get; init; }
    }
}
