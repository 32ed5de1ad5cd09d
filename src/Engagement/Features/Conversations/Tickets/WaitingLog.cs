using Engagement.Data;
using Engagement.Features.Conversations.Tickets.Search;

namespace Engagement.Features.Conversations.Tickets;

/// <summary>
/// Tickets, messages and events that a transaction has made and not written yet. They are written by one statement a kind, however many
/// there are, and tickets get their numbers then: from that moment on every other node that opens a ticket waits for this one.
/// </summary>
internal sealed class WaitingLog : WaitingRows
{
    private readonly List<OpenedTicket> _opened = [];
    private readonly List<MessageRows> _messages = [];
    private readonly List<EventRows> _events = [];
    private readonly List<WordRows> _words = [];
    private readonly List<(Guid Id, string AuthorName, string Body)> _index = [];
    private readonly Dictionary<Guid, Touched> _touched = [];
    private readonly Dictionary<Guid, long> _numbers = [];

    public override int Turn => 3;

    public void Open(OpenedTicket ticket) => _opened.Add(ticket);

    /// <summary>Is it one that waits?</summary>
    public bool Opens(Guid ticketId) => _opened.Exists(t => t.Id == ticketId);

    /// <summary>The number of a ticket that was opened and written in this transaction; null: of another.</summary>
    public long? NumberOf(Guid ticketId) => _numbers.TryGetValue(ticketId, out var number) ? number : null;

    public void Add(NewMessage message, DateTimeOffset now)
    {
        var touched = Of(message.TicketId);
        touched.At = now;
        touched.InboundAt = message.Kind == MessageKind.Inbound ? now : touched.InboundAt;
        _messages.Add(new MessageRows(
            _messages.Count, message.Id, message.TicketId, message.Kind, message.AuthorId, Fit.Shorten(message.AuthorName, Fit.Name),
            message.HandleId, message.AccountId, message.RemoteId, message.InReplyToRemoteId, message.Body, message.Url,
            message.DeliveryId, message.InboundItemId, message.SaidAt, now));
        _index.Add((message.Id, message.AuthorName, message.Body));
    }

    public void Add(Guid ticketId, TicketEvent what, Actor actor)
    {
        var id = Ids.New(actor.Now);
        Of(ticketId).Events++;
        _events.Add(new EventRows(
            _events.Count, id, ticketId, what.Kind, Fit.Shorten(what.Before, 1000), Fit.Shorten(what.After, 1000), what.BeforeId,
            what.AfterId, Fit.Shorten(actor.Name, Fit.Name), actor.Id, actor.Now));
        if (what.Words is { } words)
        {
            _words.Add(new WordRows(id, ticketId, words.Before, words.After));
        }
    }

    public override async Task WriteAsync(Tx tx, CancellationToken ct)
    {
        // First the tickets, which are locked from then on, so that the events and messages of one are seen in the order of their numbers,
        // and who reads past a number passes none over. Numbers of different tickets are committed in any order.
        await TouchAsync(tx, ct);
        await OpenAsync(tx, ct);
        if (_messages.Count > 0)
        {
            await tx.ExecuteAsync(LogSql.InsertMessages, new { Rows = Json.Rows(_messages) }, ct);
            await MessageIndex.AddAsync(tx, _index, ct);
            _messages.Clear();
            _index.Clear();
        }

        if (_events.Count > 0)
        {
            await tx.ExecuteAsync(LogSql.InsertEvents, new { Rows = Json.Rows(_events) }, ct);
            _events.Clear();
        }

        if (_words.Count > 0)
        {
            await tx.ExecuteAsync(LogSql.InsertWords, new { Rows = Json.Rows(_words) }, ct);
            _words.Clear();
        }
    }

    private async Task TouchAsync(Tx tx, CancellationToken ct)
    {
        foreach (var there in _touched.Where(t => !Opens(t.Key)).OrderBy(t => t.Key)
            .Select(t => new { Id = t.Key, t.Value.Events, t.Value.InboundAt, t.Value.At }).ToLookup(t => t.At is not null))
        {
            await tx.ExecuteAsync(there.Key ? LogSql.Touch : LogSql.FallBehind, new { Rows = Json.Rows(there) }, ct);
        }
    }

    private async Task OpenAsync(Tx tx, CancellationToken ct)
    {
        if (_opened.Count > 0)
        {
            var count = new { _opened.Count };
            if (await tx.ScalarAsync<long?>(LogSql.TakeNumbers, count, ct) is not { } last)
            {
                await tx.ExecuteAsync(LogSql.FirstNumbers, count, ct);
                last = _opened.Count;
            }

            var number = last - _opened.Count;
            foreach (var ticket in _opened)
            {
                _numbers[ticket.Id] = ++number;
            }

            await tx.ExecuteAsync(LogSql.InsertTickets, new
            {
                Rows = Json.Rows(_opened.Select(t => new
                {
                    t.Id,
                    Number = _numbers[t.Id],
                    t.Subject,
                    t.ClientId,
                    t.AccountId,
                    t.Network,
                    t.ThreadId,
                    t.DeliveryId,
                    t.PostId,
                    t.ArticleId,
                    t.QueueId,
                    t.FollowUpOfId,
                    _touched.GetValueOrDefault(t.Id)?.InboundAt,
                    Events = _touched.GetValueOrDefault(t.Id)?.Events ?? 0,
                    t.Now,
                })),
            }, ct);
            _opened.Clear();
        }

        _touched.Clear();
    }

    private Touched Of(Guid ticketId) => _touched.TryGetValue(ticketId, out var touched) ? touched : _touched[ticketId] = new Touched();

    /// <summary>A ticket without its number.</summary>
    internal sealed record OpenedTicket(
        Guid Id, string Subject, Guid ClientId, Guid AccountId, string Network, string ThreadId, Guid? DeliveryId, Guid? PostId,
        Guid? ArticleId, Guid? QueueId, Guid? FollowUpOfId, DateTimeOffset Now);

    private sealed class Touched
    {
        public int Events { get; set; }

        public DateTimeOffset? InboundAt { get; set; }

        public DateTimeOffset? At { get; set; }
    }

    private sealed record MessageRows(
        int N, Guid Id, Guid TicketId, string Kind, Guid? AuthorId, string AuthorName, Guid? HandleId, Guid? AccountId, string? RemoteId,
        string? InReplyToRemoteId, string Body, string? Url, Guid? DeliveryId, Guid? InboundItemId, DateTimeOffset SaidAt,
        DateTimeOffset CreatedAt);

    private sealed record EventRows(
        int N, Guid Id, Guid TicketId, string Kind, string? Before, string? After, Guid? BeforeId, Guid? AfterId, string Actor,
        Guid? ActorId, DateTimeOffset OccurredAt);

    private sealed record WordRows(Guid EventId, Guid TicketId, string? Before, string? After);
}
