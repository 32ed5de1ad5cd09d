using System.Globalization;
using System.Net;
using Engagement.Channels;
using Engagement.Data;
using Engagement.Demo;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.Conversations.Listening.Accounting;
using Engagement.Features.Conversations.Rules;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Features.People.Team;
using Engagement.Features.Publishing.Metrics;
using Engagement.Features.Publishing.Posts;
using Engagement.Features.Publishing.Series;
using Engagement.Sandbox;
using Engagement.Testing;
using Engagement.Web.Api;
using Engagement.Web.Security;

namespace Engagement.Tests.Web;

/// <summary>Opens the page of one thing of each kind and sends its forms, so that what they ask and write has run at least once.</summary>
public sealed class DetailWalkTests(DeskFixture fixture) : IClassFixture<DeskFixture>
{
    private static readonly Sql AnyAccount = Sql.Portable("select min(Id) from Accounts");

    private static readonly Sql AnyArticle = Sql.Portable(
        "select min(Id) from Articles where State = 'Validated' and Audience = 'external'");

    private static readonly Sql AnyTemplate = Sql.Portable("select min(Id) from Templates where Kind = 'post' and State = 'Active'");

    private static readonly Sql AnyProof = Sql.Portable("select min(Id) from TemplateProofs");

    private static readonly Sql TemplateOf = Sql.Portable("select TemplateId from TemplateProofs where Id = @Id");

    private static readonly Sql DeliveryOf = Sql.Portable("select Id from Deliveries where PostId = @PostId and Part = 1");

    private static readonly Sql AccessEnds = Sql.Portable("update Accounts set RefreshEndsAt = @At where Id = @Id");

    private static readonly Sql FieldNames = Sql.Portable("select Name from TicketFields where QueueId = @Id and RemovedAt is null");

    private static readonly Sql RuleNames = Sql.Portable("select Name from Rules where RemovedAt is null order by Position");

    private static readonly Sql Heard = Sql.Portable(
        """
        select t.Number, t.ClientId, m.Id as MessageId from Messages m join Tickets t on t.Id = m.TicketId
        where m.RemoteId = @RemoteId
        """);

    private static readonly Sql NotesOf = Sql.Portable("select Id from ClientNotes where ClientId = @ClientId");

    private static readonly Sql OpenGap = Sql.Portable("select Id from ReplyGaps where DeliveryId = @Id and NextTryAt > @Now");

    private static readonly Sql Server = Sql.Portable("select Server from Accounts where Id = @Id");

    private RunningDesk Desk => fixture.Desk;

    [Fact]
    public async Task A_queue_is_renamed_and_a_field_of_it_changed_and_removed()
    {
        var (http, use) = await OpenAsync();
        await using var scope = use;
        var queue = Done(await Get<SaveQueue>(use).RunAsync(new(null, "Accounts and access", [], []), Stop));
        var field = Done(await Get<SaveField>(use).RunAsync(new(queue, null, "Device", "choice", "Laptop\nPhone"), Stop));
        var page = $"/settings/queues/{queue}";

        await SendAsync(http, page, "", new() { ["Name"] = "Access" });
        Dictionary<string, string> machine = new()
        {
            ["FieldId"] = $"{field}", ["Kind"] = "choice", ["FieldName"] = "Machine", ["Choices"] = "Laptop",
        };
        await SendAsync(http, page, "?handler=Field", machine);
        Assert.Equal(["Machine"], await Desk.Db.QueryAsync<string>(FieldNames, new { Id = queue }, Stop));
        Assert.Contains("Access</h1>", await http.GetStringAsync(page, Stop), StringComparison.Ordinal);

        await SendAsync(http, page, "?handler=RemoveField", machine);
        Assert.Empty(await Desk.Db.QueryAsync<string>(FieldNames, new { Id = queue }, Stop));
    }

    [Fact]
    public async Task A_rule_is_changed_tried_earlier_and_removed()
    {
        var (http, use) = await OpenAsync();
        await using var scope = use;
        await SaveAsync("First");
        var second = await SaveAsync("Second");
        const string all = "/settings/rules";
        var page = $"{all}/edit?id={second}";

        await SendAsync(http, page, "", new()
        {
            ["Id"] = $"{second}", ["Version"] = "1", ["Name"] = "Second thoughts", ["Moment"] = "Message", ["Last"] = "200",
            ["Conditions[0].Ask"] = "words contain", ["Conditions[0].Value"] = "refund",
            ["Actions[0].Kind"] = RuleActions.Priority, ["Actions[0].Value"] = "High",
        }, $"{all}/edit");
        await SendAsync(http, all, "?handler=Earlier", new() { ["id"] = $"{second}" });
        Assert.Equal(["Second thoughts", "First"], await Desk.Db.QueryAsync<string>(RuleNames, ct: Stop));

        await SendAsync(http, page, "?handler=Remove", new() { ["Id"] = $"{second}" }, $"{all}/edit");
        Assert.Equal(["First"], await Desk.Db.QueryAsync<string>(RuleNames, ct: Stop));

        async Task<Guid> SaveAsync(string name) => Done(await Get<SaveRule>(use).RunAsync(
            new(null, 0, name, false, RuleMoment.Message, [], [new RuleAction(RuleActions.Priority, "Low")], "Somebody"), Stop));
    }

    [Fact]
    public async Task A_series_shows_its_times_and_the_articles_that_could_be_added()
    {
        var (http, use) = await OpenAsync();
        await using var scope = use;
        var (account, template) = (await AnyAsync(AnyAccount), await AnyAsync(AnyTemplate));
        var series = Done(await Get<SaveSeries>(use).RunAsync(
            new(
                null, 0, "Tip of the day", [new([.. Slot.Week.Take(5)], "09:00")], "Europe/Berlin", SeriesQueue.Hand, null, 30, false,
                null, null, 14, null, [template], [account], false, "Somebody", null),
            Stop)).Id;

        var html = await http.GetStringAsync($"/series/{series}?find=password", Stop);

        Assert.Contains("Tip of the day", html, StringComparison.Ordinal);
        Assert.Contains("password", html, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_post_is_shown_with_its_delivery_its_numbers_and_what_is_near_it()
    {
        var (http, use) = await OpenAsync();
        await using var scope = use;
        var account = await AnyAsync(AnyAccount);
        var post = await PostAsync(use, account, days: 3);
        await PostAsync(use, account, days: 3);
        var delivery = await Desk.Db.ScalarAsync<Guid>(DeliveryOf, new { PostId = post }, Stop);
        var now = TimeProvider.System.Now();
        var numbers = new { Id = delivery, Now = now, Likes = 3, Reposts = 1, Replies = 2, Quotes = (int?)null, Views = (int?)null };
        await Desk.Db.ExecuteAsync(ReadPostMetrics.Insert, numbers, Stop);
        await Desk.Db.ExecuteAsync(AccessEnds, new { Id = account, At = now.AddDays(1) }, Stop);

        Assert.Contains("Did you know?", await http.GetStringAsync($"/posts/{post}", Stop), StringComparison.Ordinal);
        Assert.Contains("Did you know?", await http.GetStringAsync($"/deliveries/{delivery}", Stop), StringComparison.Ordinal);
        var panel = await http.GetStringAsync($"/calendar?handler=Panel&open={delivery}", Stop);
        Assert.Contains("Did you know?", panel, StringComparison.Ordinal);
        Assert.Contains("posts fall after that", await http.GetStringAsync("/accounts", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gap_is_looked_into_at_once_when_somebody_says_so()
    {
        var (http, use) = await OpenAsync();
        await using var scope = use;
        var now = TimeProvider.System.Now();
        var post = await PostAsync(use, await AnyAsync(AnyAccount), days: 9);
        var delivery = await Desk.Db.ScalarAsync<Guid>(DeliveryOf, new { PostId = post }, Stop);
        var open = new { Id = Ids.New(now), DeliveryId = delivery, Reported = 3, Unexplained = 2, NextTryAt = now.AddHours(9), Now = now };
        await Desk.Db.ExecuteAsync(MissingRepliesSql.OpenCount, open, Stop);
        var later = new { Id = delivery, Now = now.AddHours(5) };
        var gap = await Desk.Db.ScalarAsync<Guid>(OpenGap, later, Stop);

        await SendAsync(http, "/listening/gaps?state=Open", "?handler=Try", new() { ["Id"] = $"{gap}" }, "/listening/gaps");

        Assert.Empty(await Desk.Db.QueryAsync<Guid>(OpenGap, later, Stop));
    }

    [Fact]
    public async Task A_message_becomes_a_chance_its_ticket_an_article_and_its_client_has_notes()
    {
        var (http, use) = await OpenAsync();
        await using var scope = use;
        const string remoteId = "detail-walk-1";
        var walker = new RemoteProfile("walker", "@walker", "Walker");
        var now = TimeProvider.System.Now();
        var said = new InboundItem(remoteId, InboundKind.Mention, walker, "Do you sell Wi-Fi for offices?", now, "{}");
        await Get<StoreInbound>(use).RunAsync(await AnyAsync(AnyAccount), [said], null, "poll", Stop);
        Row? row = null;
        while ((row = await Desk.Db.OneAsync<Row>(Heard, new { RemoteId = remoteId }, Stop)) is null)
        {
            await Task.Delay(50, Stop); // the desk's own workers take it in
        }

        var chance = await http.GetStringAsync($"/opportunities/new?ticket={row.Number}&message={row.MessageId}", Stop);
        Assert.Contains("Wi-Fi for offices", chance, StringComparison.Ordinal);
        Assert.Contains("Wi-Fi for offices", await http.GetStringAsync($"/tickets/{row.Number}/article", Stop), StringComparison.Ordinal);
        var page = $"/clients/{row.ClientId}";
        await SendAsync(http, page, "?handler=Note", new() { ["text"] = "Two floors." });
        var note = Assert.Single(await Desk.Db.QueryAsync<Guid>(NotesOf, new { row.ClientId }, Stop));
        await SendAsync(http, page, "?handler=RemoveNote", new() { ["note"] = $"{note}" });
        Assert.Empty(await Desk.Db.QueryAsync<Guid>(NotesOf, new { row.ClientId }, Stop));
    }

    [Fact]
    public async Task A_person_is_unlocked_and_changes_what_is_their_own()
    {
        var (http, use) = await OpenAsync();
        await using var scope = use;
        var bob = Done(await Get<AddUser>(use).RunAsync(new("bob@desk.example", "Bob", nameof(Role.Agent), RunningDesk.Password), Stop)).Id;
        using var strange = Desk.Client();
        for (var i = 0; i < 10; i++)
        {
            (await RunningDesk.SignInAsync(strange, "bob@desk.example", "wrong")).Dispose();
        }

        Assert.Contains("Unlock now", await http.GetStringAsync($"/settings/people/{bob}", Stop), StringComparison.Ordinal);
        await SendAsync(http, $"/settings/people/{bob}", "?handler=Unlock", []);
        using var own = Desk.Client();
        Assert.Equal(HttpStatusCode.Redirect, (await RunningDesk.SignInAsync(own, "bob@desk.example", RunningDesk.Password)).StatusCode);

        await SendAsync(own, "/profile", "", new() { ["Name"] = "Bob B.", ["Zone"] = "America/New_York", ["Theme"] = "dark" });
        Assert.Contains("Bob B.", await own.GetStringAsync("/profile", Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_a_receiver_is_narrowed_by_state_and_type_and_goes_on()
    {
        var (_, use) = await OpenAsync();
        await using var scope = use;
        using var program = await Desk.WithKeyAsync(Role.Administrator);
        var crm = new SaveEndpoint.Command("CRM", "https://crm.example.com/events", [], AllowPrivate: false, "Somebody");
        var endpoint = Done(await Get<SaveEndpoint>(use).AddAsync(crm, Stop)).Id;
        await Get<ReplayEvents>(use).PingAsync(endpoint, "Somebody", Stop);
        var calls = $"/api/v1/webhooks/{endpoint}/calls";

        var all = await program.GetStringAsync(calls, Stop);
        var others = await program.GetStringAsync($"{calls}?type=ticket.created", Stop);
        var delivered = await program.GetStringAsync($"{calls}?state=Delivered", Stop);
        var older = await program.GetStringAsync($"{calls}?after={new Cursor(DateTimeOffset.UnixEpoch, Guid.Empty)}", Stop);

        Assert.Contains("ping", all, StringComparison.Ordinal);
        Assert.All(new[] { others, delivered, older }, text => Assert.DoesNotContain("ping", text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_template_shows_its_experiments_and_loses_a_proof()
    {
        var (http, use) = await OpenAsync();
        await using var scope = use;
        var proof = await AnyAsync(AnyProof);
        var template = await Desk.Db.ScalarAsync<Guid>(TemplateOf, new { Id = proof }, Stop);

        using var variants = await http.GetAsync($"/templates/{template}/variants", Stop);
        Assert.Equal(HttpStatusCode.OK, variants.StatusCode);
        await SendAsync(http, $"/templates/{template}/proofs", "?handler=Remove", new() { ["proof"] = $"{proof}" });

        Assert.NotEqual(proof, await AnyAsync(AnyProof));
    }

    [Fact]
    public async Task The_demo_follows_its_network_to_another_address()
    {
        var (_, use) = await OpenAsync();
        await using var scope = use;
        var account = await AnyAsync(AnyAccount);
        await Get<SeedDemo>(use).SandboxAsync(Get<SandboxProfiles>(use), new Uri("http://127.0.0.1:9/"), Stop);
        Assert.Equal("http://127.0.0.1:9/", await Desk.Db.ScalarAsync<string>(Server, new { Id = account }, Stop));

        await Get<SeedDemo>(use).SandboxAsync(Get<SandboxProfiles>(use), Desk.Address, Stop);
        Assert.Equal(Desk.Address.ToString(), await Desk.Db.ScalarAsync<string>(Server, new { Id = account }, Stop));
    }

    private async Task<(HttpClient Http, AsyncServiceScope Use)> OpenAsync() =>
        (await Desk.SignedInAsync(Role.Administrator), Desk.Services.CreateAsyncScope());

    private async Task<Guid> PostAsync(AsyncServiceScope use, Guid account, int days) => Done(await Get<CreatePost>(use).RunAsync(
        new(
            await AnyAsync(AnyArticle), null, null, "Did you know?", [new(account)], Now: false,
            TimeProvider.System.Now().AddDays(days).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture), "Europe/Berlin",
            null, "Somebody", null),
        Stop)).PostId;

    // What is well is told on the next page.
    private static async Task SendAsync(HttpClient http, string page, string handler, Dictionary<string, string> fields, string? to = null)
    {
        using var answer = await RunningDesk.PostFormAsync(http, page, (to ?? page) + handler, fields);
        var said = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Redirect, $"{page}{handler}: {answer.StatusCode}\n{said}");
    }

    private Task<Guid> AnyAsync(Sql sql) => Desk.Db.ScalarAsync<Guid>(sql, ct: Stop);

    private static T Get<T>(AsyncServiceScope use)
        where T : notnull => use.ServiceProvider.GetRequiredService<T>();

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private sealed record Row
    {
        public long Number { get; init; }

        public Guid ClientId { get; init; }

        public Guid MessageId { get; init; }
    }
}
