using Engagement.Events;
using Engagement.Features.Insights.Digest;
using Engagement.Web.Security;

namespace Engagement.Features.Integrations.Notifications;

/// <summary>A sort of notice: who is told of it, and how it looks.</summary>
/// <param name="Key">As rows have it.</param>
/// <param name="Name">As people choose by it.</param>
/// <param name="Room">The heading it stands under among a person's wishes.</param>
/// <param name="Area">Whoever may change things there is told; a notice to one person is theirs, whatever this says.</param>
/// <param name="Icon">Its icon.</param>
/// <param name="Tone">good, info, warn or bad.</param>
/// <param name="Usual">How people are told besides, who have not said otherwise.</param>
/// <param name="Mail">Which <see cref="Engagement.Features.Integrations.Mail.IMakeMail"/> makes its mail.</param>
internal sealed record NoticeKind(
    string Key, string Name, string Room, string Area, string Icon, string Tone, How Usual = How.AtOnce, string Mail = NoticeMail.Kind);

/// <summary>All of them, in the order people meet them.</summary>
internal static class NoticeCatalog
{
    private const string Posts = "Posts";
    private const string Accounts = "Accounts and listening";
    private const string Tickets = "Tickets";
    private const string Knowledge = "Knowledge";
    private const string Machinery = "Running the desk";

    public static IReadOnlyList<NoticeKind> All { get; } =
    [
        new(NoticeKinds.DeliveryFailed, "A post or answer failed", Posts, Area.Posts, "circle-x", "bad"),
        new(NoticeKinds.DeliveryUncertain, "Whether it went out is not known", Posts, Area.Posts, "help-circle", "warn", How.Digest),
        new(NoticeKinds.DeliveryHeld, "A post is held", Posts, Area.Posts, "player-pause", "warn"),
        new(NoticeKinds.DeliveryMissed, "A post missed its time", Posts, Area.Posts, "calendar-x", "bad"),
        new(NoticeKinds.DeliveryWillFail, "A post will fail unless something is done", Posts, Area.Posts, "alert-triangle",
            "warn", How.Digest),
        new(NoticeKinds.ZonesChanged, "New time zone data touch waiting posts", Posts, Area.Posts, "clock", "warn"),
        new(NoticeKinds.PostReturned, "A post of mine came back", Posts, Area.Posts, "arrow-back-up", "info"),
        new(NoticeKinds.AccessExpires, "An account's access runs out", Accounts, Area.Accounts, "hourglass", "warn"),
        new(NoticeKinds.AccountStopped, "An account must be connected again", Accounts, Area.Accounts, "plug-connected", "bad"),
        new(NoticeKinds.AccountSilent, "A channel is silent or cannot be heard", Accounts, Area.Accounts, "wifi-off", "bad"),
        new(NoticeKinds.StatementDue, "A statement waits to be signed", Accounts, Area.Accounts, "checklist", "info", How.Digest),
        new(NoticeKinds.InboundSetAside, "A message could not be made into a ticket", Tickets, Area.Tickets, "alert-triangle",
            "warn", How.Digest),
        new(NoticeKinds.TicketAssigned, "A ticket was given to me", Tickets, Area.Tickets, "ticket", "info", How.Portal),
        new(NoticeKinds.TicketMessage, "A client wrote on a ticket of mine", Tickets, Area.Tickets, "message-2", "info", How.Portal),
        new(NoticeKinds.TicketMention, "I am mentioned in a note", Tickets, Area.Tickets, "message", "info"),
        new(NoticeKinds.TicketRule, "A rule tells me of a ticket", Tickets, Area.Tickets, "bell", "info", How.Portal),
        new(NoticeKinds.SlaWarning, "An answer will soon be late", Tickets, Area.Tickets, "clock", "warn", How.Portal),
        new(NoticeKinds.SlaBreached, "An answer is late", Tickets, Area.Tickets, "flame", "bad"),
        new(NoticeKinds.ArticleUnclear, "An article of mine is unclear to a client", Knowledge, Area.Knowledge, "book", "warn"),
        new(NoticeKinds.ReviewDue, "An article of mine is due for review", Knowledge, Area.Knowledge, "hourglass", "info"),
        new(NoticeKinds.WebhookFailing, "A webhook receiver does not answer", Machinery, Area.Settings, "alert-triangle", "bad"),
        new(NoticeKinds.MailFailing, "E-mail cannot be sent", Machinery, Area.Settings, "alert-triangle", "bad", How.Portal),
        new(NoticeKinds.MailReturned, "An e-mail came back", Machinery, Area.Settings, "mail", "warn", How.Portal),
        new(NoticeKinds.InsightsDigest, "The digest of Insights", Machinery, Area.Insights, "chart-bar", "info",
            Mail: InsightsDigestMail.Kind),
        new(NoticeKinds.JobDone, "Long work I began is done", Machinery, Area.Own, "circle-check", "good", How.Portal),
    ];

    /// <summary>One that a newer node wrote shows as plain information.</summary>
    public static NoticeKind Of(string key) => Find(key) ?? new(key, key, Machinery, Area.Settings, "bell", "info");

    public static NoticeKind? Find(string key) => All.FirstOrDefault(k => k.Key == key);
}
