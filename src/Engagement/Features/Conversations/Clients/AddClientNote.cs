using Engagement.Data;
using Engagement.Features.Conversations.Tickets;

namespace Engagement.Features.Conversations.Clients;

/// <summary>Something colleagues should know of a client, whatever the ticket.</summary>
internal sealed class AddClientNote(Db db, TimeProvider clock)
{
    public const int MaxLength = 4000;

    public static readonly Sql OfPerson = Sql.Portable(
        """
        select Id, Body, AuthorName, CreatedAt from ClientNotes
        where ClientId in (select c.Id from Clients c where c.Id = @Id union all select c.Id from Clients c where c.MatchedIntoId = @Id)
        order by CreatedAt desc, Id desc
        """);

    private static readonly Sql Insert = Sql.Portable("""
        insert into ClientNotes (Id, ClientId, Body, AuthorName, AuthorId, CreatedAt)
        values (@Id, @ClientId, @Body, @AuthorName, @AuthorId, @Now)
        """);

    private static readonly Sql Delete = Sql.Portable("delete from ClientNotes where Id = @Id and ClientId = @ClientId");

    internal sealed record Command(Guid ClientId, string? Text, string By, Guid? ById);

    public Task<Result<Guid>> RunAsync(Command command, CancellationToken ct) => db.DecideAsync<Guid>(async tx =>
    {
        var text = command.Text?.Trim() ?? "";
        if (text.Length is 0 or > MaxLength)
        {
            return Result<Guid>.Wrong(nameof(command.Text), text.Length == 0
                ? "A note needs words."
                : $"At most {MaxLength:N0} characters.");
        }

        if (await tx.OneAsync<ClientRow>(ClientSql.Read, new { Id = command.ClientId }, ct) is not { } client)
        {
            return new Result<Guid>.Missing("There is no such client.");
        }

        if (client.ErasedAt is not null)
        {
            return new Result<Guid>.Conflict("Their personal data was erased on their request. Nothing new is noted.");
        }

        var id = Ids.New(clock);
        await tx.ExecuteAsync(Insert,
            new { Id = id, ClientId = client.Id, Body = text, AuthorName = command.By, AuthorId = command.ById, Now = clock.Now() }, ct);
        return id;
    }, ct);

    /// <summary>Takes one away.</summary>
    public Task<Result<Guid>> DeleteAsync(Guid clientId, Guid noteId, string by, Guid? byId, CancellationToken ct) =>
        db.DecideAsync<Guid>(async tx =>
        {
            if (await tx.ExecuteAsync(Delete, new { Id = noteId, ClientId = clientId }, ct) == 0)
            {
                return new Result<Guid>.Missing("There is no such note.");
            }

            await ClientLog.AddAsync(tx, clientId, "note removed", null, new Actor(by, byId, clock.Now()), ct);
            return noteId;
        }, ct);
}

internal sealed record ClientNoteRow
{
    public Guid Id { get; init; }

    public string Body { get; init; } = "";

    public string AuthorName { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }
}
