using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Features.Publishing.Deliveries.Guards;
using Engagement.Features.Publishing.Posts;
using Engagement.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Engagement.Tests.House;

/// <summary>
/// A desk at work, and a ticket as most are: a client asked under a post about an article, was answered and asked on; it has a queue with a
/// field, tags, a note and words half-written. All of it went the way it does in use, over the Sandbox network.
/// </summary>
public sealed class BusyTicket : IAsyncLifetime
{
    private static readonly Sql AnyAccount = Sql.Portable("select min(Id) from Accounts");

    private static readonly Sql AnyArticle = Sql.Portable(
        "select min(Id) from Articles where State = 'Validated' and Audience = 'external' and Title like '%password%'");

    private static readonly Sql Out = Sql.Portable("select RemoteId from Deliveries where PostId = @Id and State = 'Published'");

    private static readonly Sql AnswerOut = Sql.Portable("select RemoteId from Deliveries where Id = @Id and State = 'Published'");

    private static readonly Sql Heard = Sql.Portable(
        $"select {TicketSql.Columns} from Messages m join Tickets t on t.Id = m.TicketId where m.RemoteId = @Id");

    private static readonly Sql Another = Sql.Portable(
        """
        insert into Accounts (Id, Network, Name, Handle, RemoteId, Server, SettingsJson, SecretsCipher, State, CreatedAt, UpdatedAt,
            NextListenAt)
        select @Id, Network, @Name, @Name, @Name, Server, SettingsJson, SecretsCipher, State, CreatedAt, CreatedAt,
            '2999-01-01 00:00:00.000'
        from Accounts where Id = @Of
        """);

    private string _client = "";

    internal RunningDesk Desk { get; private set; } = null!;

    internal Guid ArticleId { get; private set; }

    internal TicketRow Ticket { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Desk = await RunningDesk.StartAsync();
        await using var scope = Desk.Services.CreateAsyncScope();
        var use = scope.ServiceProvider;
        var account = await Desk.Db.ScalarAsync<Guid>(AnyAccount, ct: Stop);
        ArticleId = await Desk.Db.ScalarAsync<Guid>(AnyArticle, ct: Stop);
        var post = Done(await use.GetRequiredService<CreatePost>().RunAsync(
            new(ArticleId, null, null, "Did you know?", [new(account)], Now: true, null, null, null, "Somebody", null), Stop)).PostId;
        var said = await SayAsync("My password does not work and the printer prints nothing.",
            answers: await UntilAsync(() => Desk.Db.ScalarAsync<string>(Out, new { Id = post }, Stop)));
        Ticket = await UntilAsync(() => Desk.Db.OneAsync<TicketRow>(Heard, new { Id = said }, Stop));
        var queue = Done(await use.GetRequiredService<SaveQueue>().RunAsync(new(null, "Access", [], []), Stop));
        var field = Done(await use.GetRequiredService<SaveField>().RunAsync(new(queue, null, "Device", "choice", "Laptop\nPhone"), Stop));
        Done(await use.GetRequiredService<ChangeTicket>().RunAsync(
            new(Ticket.Id, null, null, TicketPriority.High, null, Unassign: false, "Somebody", null) { QueueId = queue }, Stop));
        Done(await use.GetRequiredService<SetFields>().RunAsync(
            new(Ticket.Id, null, new Dictionary<Guid, string?> { [field] = "Phone" }, "Somebody", null), Stop));
        Done(await use.GetRequiredService<TagTicket>().RunAsync(new(Ticket.Id, "password, printer", null, "Somebody", null), Stop));
        Done(await use.GetRequiredService<AddNote>().RunAsync(new(Ticket.Id, "Their second call.", "Somebody", null), Stop));
        var answer = Done(await use.GetRequiredService<ReplyToTicket>().RunAsync(
            new(Ticket.Id, "Try the unlock page first.", "Somebody", null), Stop)).DeliveryId;
        await UntilAsync(() => Desk.Db.ScalarAsync<string>(AnswerOut, new { Id = answer }, Stop));
        await GoOnAsync("It says my account is locked now.", answers: said);

        // Several accounts, each looked at by the guards. These are not heard.
        Done(await use.GetRequiredService<SaveGuards>().RunAsync(new(30, 7, 6, "Somebody"), Stop));
        foreach (var name in new[] { "Second", "Third", "Fourth" })
        {
            await Desk.Db.ExecuteAsync(Another, new { Id = Ids.New(TimeProvider.System), Name = name, Of = account }, Stop);
        }
    }

    public ValueTask DisposeAsync() => Desk.DisposeAsync();

    /// <summary>The client writes again, and it has come in.</summary>
    internal async Task GoOnAsync(string text, string answers)
    {
        var said = await SayAsync(text, answers);
        var on = await UntilAsync(() => Desk.Db.OneAsync<TicketRow>(Heard, new { Id = said }, Stop));
        Assert.Equal(Ticket.Id, on.Id);
        Ticket = on;
    }

    private async Task<string> SayAsync(string text, string answers)
    {
        using var http = Desk.Client();
        if (_client.Length == 0)
        {
            using var joined = await http.PostAsJsonAsync("/sandbox/api/profiles", new { handle = "maria", name = "Maria" }, Stop);
            _client = (string)(await joined.Content.ReadFromJsonAsync<JsonNode>(Stop))!["accessToken"]!;
        }

        http.DefaultRequestHeaders.Authorization = new("Bearer", _client);
        using var said = await http.PostAsJsonAsync(
            "/sandbox/api/posts", new { key = Guid.NewGuid().ToString(), text, inReplyTo = answers }, Stop);
        said.EnsureSuccessStatusCode();
        return (string)(await said.Content.ReadFromJsonAsync<JsonNode>(Stop))!["id"]!;
    }

    private static async Task<T> UntilAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        for (var until = DateTime.UtcNow.AddSeconds(60); ; await Task.Delay(50, Stop))
        {
            if (await read() is { } found)
            {
                return found;
            }

            Assert.True(DateTime.UtcNow < until, "The desk's workers did not come to it within a minute.");
        }
    }

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
