using Engagement.Channels;
using Engagement.Features.Accounts;
using Engagement.Features.Publishing.Deliveries;

namespace Engagement.Tests.Publishing.Deliveries;

public sealed class OutcomeMovesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    private static readonly ChannelFacts Facts = new("somewhere", "Somewhere")
    {
        LengthRule = "500 characters",
        DefaultLimit = 500,
        Repeat = RepeatSafety.Unsafe,
        TimelineLag = TimeSpan.FromSeconds(20),
    };

    private static readonly PublishingOptions Options = new();

    [Fact]
    public void A_lost_answer_is_a_doubt_that_is_asked_about_once_the_timeline_can_show_it()
    {
        var move = After(new SendOutcome.Unknown("No answer in time."));

        Assert.Equal(DeliveryState.Uncertain, move.To);
        Assert.Equal(Now + Facts.TimelineLag, move.Next);
    }

    [Fact]
    public void A_passing_refusal_goes_back_to_Scheduled_no_earlier_than_the_network_asked()
    {
        var move = After(SendOutcome.No(RefusalKind.RateLimited, "Too many.", TimeSpan.FromMinutes(7)));

        Assert.Equal((DeliveryState.Scheduled, Now.AddMinutes(7)), (move.To, move.Next));
    }

    [Fact]
    public void A_passing_refusal_beyond_the_grace_fails_and_says_so()
    {
        var move = After(SendOutcome.No(RefusalKind.RateLimited, "Too many.", Options.Grace + TimeSpan.FromMinutes(1)));

        Assert.Equal((DeliveryState.Failed, null), (move.To, move.Next));
        Assert.Contains("6 hours", move.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RefusalKind.TooLong)]
    [InlineData(RefusalKind.Forbidden)]
    [InlineData(RefusalKind.NotFound)]
    [InlineData(RefusalKind.Invalid)]
    [InlineData(RefusalKind.Duplicate)]
    public void A_lasting_refusal_fails_with_its_kind_and_the_networks_words(RefusalKind kind)
    {
        var move = After(SendOutcome.No(kind, "No.", networkWords: "not like this"));

        Assert.Equal((DeliveryState.Failed, null), (move.To, move.Next));
        Assert.Equal(kind.ToString(), move.ErrorKind);
        Assert.Contains("not like this", move.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_duplicate_after_an_earlier_try_is_a_doubt_and_no_failure()
    {
        var move = After(SendOutcome.No(RefusalKind.Duplicate, "Said already."), attempts: 2);

        Assert.Equal(DeliveryState.Uncertain, move.To);
        Assert.NotNull(move.Next);
    }

    [Fact]
    public void A_part_whose_parent_is_not_seen_yet_waits_a_little_longer_each_time_and_fails_in_the_end()
    {
        Move Part(int attempts) => OutcomeMoves.Of(
            new Delivery { State = DeliveryState.Publishing, DueAt = Now, Attempts = attempts,
                Part = 2, PreviousId = Guid.NewGuid(), InReplyToRemoteId = "1" },
            new AccountRow { Name = "Desk" }, Facts, SendOutcome.No(RefusalKind.NotFound, "No such post."), Now, Options);

        var waits = Enumerable.Range(1, 5).Select(i => Part(i)).ToList();

        Assert.All(waits, m => Assert.Equal(DeliveryState.Scheduled, m.To));
        Assert.Equal(waits.Select(m => m.Next), waits.Select(m => m.Next).Order());
        Assert.Contains("does not show part 1 yet", waits[0].Reason, StringComparison.Ordinal);
        Assert.Equal(DeliveryState.Failed, Part(6).To);
    }

    [Fact]
    public void A_dead_token_holds_the_delivery_until_the_account_is_connected_again()
    {
        var move = After(SendOutcome.No(RefusalKind.BadToken, "The access was revoked."));

        Assert.Equal((DeliveryState.Held, null), (move.To, move.Next));
    }

    [Fact]
    public void Every_move_it_can_answer_is_legal()
    {
        SendOutcome[] outcomes =
        [
            new SendOutcome.Accepted("1", null),
            new SendOutcome.Processing("t"),
            new SendOutcome.Unknown("?"),
            .. Enum.GetValues<RefusalKind>().Select(kind => SendOutcome.No(kind, "No.")),
        ];
        foreach (var (outcome, attempts) in outcomes.SelectMany(o => new[] { (o, 1), (o, 2) }))
        {
            var move = After(outcome, attempts);
            Assert.True(LegalMoves.Allows(move.From, move.To), $"{outcome} -> {move.To}");
        }
    }

    private static Move After(SendOutcome outcome, int attempts = 1) => OutcomeMoves.Of(
        new Delivery { State = DeliveryState.Publishing, DueAt = Now, Attempts = attempts },
        new AccountRow { Name = "Desk" },
        Facts,
        outcome,
        Now,
        Options);
}
