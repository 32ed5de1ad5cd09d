using Engagement.Channels;
using Engagement.Features.Accounts;
using Engagement.Features.Accounts.Limits;
using Engagement.Features.Content.Templates;
using Engagement.Features.Publishing.Deliveries.Changes;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Deliveries.Obstacles;
using Engagement.Features.Publishing.Deliveries.Stop;
using Engagement.Web.Text;

namespace Engagement.Features.Publishing.Deliveries.Foresight;

/// <summary>What the sender will say, as advice: where it is mended, and whose fault it is.</summary>
internal static class PreflightReasons
{
    public static PreflightReason Of(Obstacle obstacle, Delivery delivery, AccountRow account)
    {
        var (code, subject, mend, link) = Where(obstacle, delivery, account);
        var late = obstacle is { To: null, IsPutOff: false };
        return new(code, subject, late ? $"{obstacle.Why} It will come late." : obstacle.Why, mend,
            link) { IsFatal = obstacle.To is not null };
    }

    public static PreflightReason UsedUp(UsedUp usedUp, ChannelFacts facts, Delivery delivery, AccountRow account) => new(
        PreflightCodes.Rate,
        account.Id,
        $"{facts.Name} allows {usedUp.Limit.Calls / Math.Max(1, usedUp.Limit.Cost)} in {Words(usedUp.Limit.Window)}"
            + $"{(usedUp.KeptForOther ? ", some of them kept for listening" : "")}, and more than that are due. It will come late.",
        "Give it another time",
        $"/deliveries/{delivery.Id}") { IsFatal = false };

    /// <summary>It waits for a part that will not be out.</summary>
    /// <param name="previous">Where that one stands; null: it waits too, and its own reasons are said with it.</param>
    public static PreflightReason Thread(Delivery delivery, DeliveryState? previous) => new(
        PreflightCodes.Thread,
        delivery.Id,
        previous is { } state
            ? $"The part before it is {DeliveryWords.Of(state).ToLowerInvariant()}, and it waits for that one."
            : "The part before it will not go out, and it waits for that one.",
        "Look at the thread",
        $"/deliveries/{delivery.PreviousId ?? delivery.Id}") { IsConsequence = previous is null };

    /// <summary>It goes out, but not in what its account speaks.</summary>
    public static PreflightReason? Language(Delivery delivery, AccountRow account, BesideWaiting beside) =>
        account.Language is { } language && beside.TextLanguage is { } first
            && TemplateTexts.Of(first, "", beside.TextsJson).For(language).Missing is not null
            ? new(PreflightCodes.Language, delivery.Id,
                Sentence.Of($"{account.Name} speaks {language}, and the template it was made with has no text in it."), 
                "Read the words", $"/deliveries/{delivery.Id}") { IsFatal = false }
            : null;

    private static (string Code, Guid Subject, string Mend, string Link) Where(Obstacle obstacle, Delivery delivery, AccountRow account)
    {
        var (mine, its) = ($"/accounts/{account.Id}", $"/deliveries/{delivery.Id}");
        return obstacle.Kind switch
        {
            nameof(RefusalKind.BadToken) =>
                (obstacle.EndsAccess ? PreflightCodes.Access : PreflightCodes.Account, account.Id, "Connect it again", mine),
            ReleaseHeld.AccountRemoved or ReleaseHeld.NetworkGone => (PreflightCodes.Account, account.Id, "Look at the account", mine),
            ReleaseHeld.AccountPaused => (PreflightCodes.Account, account.Id, "Resume it", mine),
            Obstacle.NotApproved => (PreflightCodes.Approval, delivery.Id, "Read and approve", "/posts/approve"),
            Obstacle.Resting => (PreflightCodes.Resting, account.Id, "Look at the account", mine),
            Obstacle.UsedUp => (PreflightCodes.Rate, account.Id, "Give it another time", its),
            Spending.OverBudget => (PreflightCodes.Budget, account.Id, "Look at the budget", mine),
            Stops.Kind => (PreflightCodes.Stopped, account.Id, "Let sending go on", "/stop"),
            ArticleChange.Changed or ArticleChange.NotPostable =>
                (PreflightCodes.Article, delivery.ArticleId ?? delivery.Id, "Look at the article", $"/knowledge/{delivery.ArticleId}"),
            LatePolicy.AskedLate or nameof(DeliveryState.Missed) => (PreflightCodes.Late, delivery.Id, "Give it another time", its),
            var kind when CheckGuards.IsGuard(kind) => (PreflightCodes.Guard, delivery.Id,
                obstacle.To is null ? "Look at the post" : "Change it, or move it", its),
            _ => (PreflightCodes.Words, delivery.Id, "Change the words", its),
        };
    }

    private static string Words(TimeSpan window) =>
        window.TotalHours >= 2
            ? $"{window.TotalHours:0} hours" : window.TotalMinutes >= 2 ? $"{window.TotalMinutes:0} minutes"
            : "a minute";
}
