using System.Globalization;
using Engagement.Data;
using Engagement.Web.Text;

namespace Engagement.Features.Conversations.Tickets.Queues;

/// <summary>A team's share of the tickets.</summary>
internal sealed record QueueRow
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public int Members { get; init; }

    /// <summary>Tickets in it that are not solved.</summary>
    public int Unsolved { get; init; }
}

/// <summary>A field that tickets of one queue have beside those every ticket has.</summary>
internal sealed record TicketField
{
    public static readonly IReadOnlyList<(string Kind, string Name)> Kinds = [("text", "Text"),
        ("number", "Number"), ("choice", "Choice"), ("date", "Date")];

    public Guid Id { get; init; }

    public Guid QueueId { get; init; }

    public string Name { get; init; } = "";

    /// <summary>text, number, choice or date.</summary>
    public string Kind { get; init; } = "";

    /// <summary>One a line, for a choice.</summary>
    public string Choices { get; init; } = "";

    public int Position { get; init; }

    /// <summary>What the ticket at hand has in it.</summary>
    public string? Value { get; init; }

    public IReadOnlyList<string> ChoiceList => Choices.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>What was typed, as a row holds it.</summary>
    /// <returns>The value (null empties the field), or what is wrong with it.</returns>
    public (string? Value, string? Problem) Check(string? typed)
    {
        var text = typed?.Trim() ?? "";
        if (text.Length == 0)
        {
            return (null, null);
        }

        return Kind switch
        {
            "number" => decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                ? (number.ToString("0.############################", CultureInfo.InvariantCulture), null)
                : (null, Sentence.Of($"{Name} is a number, such as 1234.5.")),
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? (text, null)
                : (null, Sentence.Of($"{Name} is a date, such as 2026-11-24.")),
            "choice" => ChoiceList.Contains(text, StringComparer.Ordinal)
                ? (text, null)
                : (null, Sentence.Of($"{Name} is one of {string.Join(", ", ChoiceList)}.")),
            _ => text.Length <= 1000 ? (text, null) : (null, Sentence.Of($"{Name} has at most 1,000 characters.")),
        };
    }
}

internal static class QueueSql
{
    public static readonly Sql All = Sql.Portable(
        $$"""
        select q.Id, q.Name, (select count(*) from QueueMembers m join Users u on u.Id = m.UserId
            where m.QueueId = q.Id and u.DisabledAt is null) as Members,
            (select count(*) from Tickets t where t.QueueId = q.Id and {{TicketSql.Unsolved}}) as Unsolved
        from Queues q where q.RemovedAt is null order by q.Name {sorted}, q.Id
        """);

    /// <summary>Names only: for lists to choose from.</summary>
    public static readonly Sql Names = Sql.Portable("select Id, Name from Queues where RemovedAt is null order by Name {sorted}, Id");

    public static readonly Sql Read = Sql.Portable("select Id, Name from Queues where Id = @Id and RemovedAt is null");

    public static readonly Sql Members = Sql.Portable("select UserId from QueueMembers where QueueId = @QueueId");

    public static readonly Sql Fields = Sql.Portable("""
        select Id, QueueId, Name, Kind, Choices, Position from TicketFields where QueueId = @QueueId and RemovedAt is null
        order by Position, Id
        """);

    /// <summary>
    /// The fields of the ticket's queue with what it has in them; and what it has in others, so that nothing is hidden by moving it.
    /// </summary>
    public static readonly Sql FieldsOfTicket = Sql.Portable(
        """
        select f.Id, f.QueueId, f.Name, f.Kind, f.Choices, f.Position, v.Value
        from TicketFields f
        left join TicketFieldValues v on v.FieldId = f.Id and v.TicketId = @Id
        where (f.RemovedAt is null and f.QueueId = (select QueueId from Tickets where Id = @Id)) or v.Value is not null
        order by f.QueueId, f.Position, f.Id
        """);
}
