using Engagement.Data;
using Engagement.Events;
using Engagement.Features.People.Team;

namespace Engagement.Features.Conversations.Tickets.Inbox;

/// <summary>Colleagues named in a note with @: told of it, and the ticket stands among those that mention them.</summary>
internal sealed class Mentions(DomainEvents events)
{
    private static readonly Sql Insert = Sql.Portable(
        "insert into TicketMentions (UserId, MessageId, TicketId, CreatedAt) values (@UserId, @MessageId, @TicketId, @Now)");

    public async Task RecordAsync(Tx tx, TicketRow ticket, Guid messageId, string text, Actor by, CancellationToken ct)
    {
        if (!text.Contains('@', StringComparison.Ordinal))
        {
            return;
        }

        foreach (var person in In(text, [.. (await tx.QueryAsync<UserRow>(UserSql.All, ct: ct)).Where(u => u.DisabledAt is null)]))
        {
            await tx.ExecuteAsync(Insert, new { UserId = person.Id, MessageId = messageId, TicketId = ticket.Id, by.Now }, ct);
            if (person.Id != by.Id)
            {
                await events.RaiseAsync(tx,
                    new NoticeDue(new Notice(NoticeKinds.TicketMention, $"{by.Name} mentions you on #{ticket.Number}",
                        "", $"/tickets/{ticket.Number}", toUserId: person.Id)), ct);
            }
        }
    }

    /// <summary>
    /// Who is meant: by their whole name, their first name where nobody else has it, or what stands before the @ of their address.
    /// </summary>
    public static IReadOnlyList<UserRow> In(string text, IReadOnlyList<UserRow> people) =>
        [.. people.Where(p => Names(p, people).Any(name => Says(text, name)))];

    private static IEnumerable<string> Names(UserRow person, IReadOnlyList<UserRow> people)
    {
        yield return person.Name;
        yield return person.Email.Split('@')[0];
        var first = First(person);
        if (people.Count(p => First(p).Equals(first, StringComparison.OrdinalIgnoreCase)) == 1)
        {
            yield return first;
        }
    }

    private static string First(UserRow person) => person.Name.Split(' ')[0];

    // "@Ann" is not meant by "@Annabel", nor by an address such as mail@ann.example.
    private static bool Says(string text, string name)
    {
        for (var at = text.IndexOf($"@{name}", StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(
            $"@{name}", at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + 1 + name.Length;
            if ((at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end])))
            {
                return true;
            }
        }

        return false;
    }
}
