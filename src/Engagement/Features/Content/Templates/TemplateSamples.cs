namespace Engagement.Features.Content.Templates;

/// <summary>
/// A client, a ticket, a notice and a week to try templates on where there is nothing real to try them on. The same at every look: what
/// proofs expect is made of them.
/// </summary>
internal static class TemplateSamples
{
    /// <summary>Stands in the place of a network where a template makes mails.</summary>
    public const string Mail = "mail";

    /// <summary>The subject with everything a template of a kind may ask for.</summary>
    public static TemplateSubject Fill(TemplateSubject subject, string kind)
    {
        var handle = subject.Channel.Facts.MentionExample;
        var filled = subject with
        {
            Kind = kind,
            AccountName = subject.AccountName.Length > 0 ? subject.AccountName : "Service Desk",
            AccountHandle = subject.AccountHandle.Length > 0 ? subject.AccountHandle : handle,
        };
        return kind switch
        {
            TemplateKinds.Post => filled,
            TemplateKinds.Notice => filled with
            {
                ReaderName = "Alex",
                Notice = new(
                    "Two posts could not be sent",
                    "Mastodon does not accept our access any more, so nothing goes out there since 09:00. "
                        + "What is scheduled waits and is sent once the account is connected again.",
                    "https://desk.example.com/accounts"),
            },
            TemplateKinds.Digest => filled with { ReaderName = "Alex", Digest = Week(subject.Now) },
            _ => filled with
            {
                Client = new("Alex Client", handle),
                Ticket = new(1042, "The code does not arrive", subject.Now.AddHours(-2),
                    "I have a new phone and the sign-in code still goes to the old one. What can I do?"),
                AgentName = "Sam",
            },
        };
    }

    private static DigestFields Week(DateTimeOffset now) => new(now.AddDays(-7), now)
    {
        Articles =
        [
            new("Set up multi-factor sign-in on a new phone", "Add the new phone before you wipe the old one.",
                "https://help.example.com/accounts/mfa-new-phone", 184),
            new("Share files with people outside", "Send a link that ends by itself instead of an attachment.",
                "https://help.example.com/files/share-outside", 57),
        ],
        Notices = [new("A ticket was given to you", "#1042, the code does not arrive.", "https://desk.example.com/tickets/1042")],
        Foreseen = [new("Patch Tuesday", "today at 09:30", "Service Desk on Mastodon",
            "Its access has run out.", "https://desk.example.com/posts")],
        Posts = 9,
        Visits = 241,
        Replies = 12,
        Opened = 7,
        Solved = 6,
    };
}
