using Engagement.Data;
using Engagement.Features.Conversations.Rules;
using Engagement.Features.Conversations.Sla;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Conversations.Tickets.Queues;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.People.Team;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Web.Security;

namespace Engagement.Tests.Conversations.Rules;

public sealed partial class RulesTests
{
    private static readonly Sql Told = Sql.Portable(
        "select n.Title from Notices n join NoticeReaders r on r.NoticeId = n.Id where n.Kind = 'ticket.rule' and r.UserId = @UserId");
    private static readonly Sql IsVip = Sql.Portable("update Clients set IsVip = 1 where Name = @Name");

    [Theory, OnEachDatabase]
    internal async Task A_message_whose_words_fit_is_sorted_and_its_log_says_by_which_rule(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await SaveAsync(desk, "Refunds", RuleMoment.Message, [new("words", "contain", "refund, money back")],
            new(RuleActions.Priority, "High"), new(RuleActions.Tag, "Billing"), new(RuleActions.Assign, "Mia"));

        await desk.HearAsync(desk.Said("m1", "I want a REFUND now."), desk.Said("m2", "The printer is broken.", by: "bob"));

        var (refund, printer) = (await desk.TicketsAsync()) is [var a, var b]
            ? (a, b)
            : throw new InvalidOperationException("Two tickets were expected.");
        Assert.Equal((TicketPriority.High, (Guid?)desk.AgentId), (refund.Priority, refund.AssigneeId));
        Assert.Equal(["billing"], await desk.Db.QueryAsync<string>(TagWords.OfTicket, new { refund.Id }, Stop));
        Assert.Equal((TicketPriority.Normal, null), (printer.Priority, printer.AssigneeId));
        var line = Assert.Single(await desk.EventsAsync(refund.Id), e => e.Kind == "rule");
        Assert.Equal(("priority High; tags billing; given to Mia", "Rule “Refunds”"), (line.After, line.Actor));
        Assert.DoesNotContain(await desk.EventsAsync(printer.Id), e => e.Kind == "rule");
    }

    [Theory, OnEachDatabase]
    internal async Task All_conditions_have_to_hold(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await SaveAsync(desk, "VIP refunds", RuleMoment.Message,
            [new("words", "contain", "refund"), new("vip", "is", "yes")], new RuleAction(RuleActions.Priority, "Urgent"));
        await desk.HearAsync(desk.Said("m1", "A refund please."));
        Assert.Equal(TicketPriority.Normal, (await desk.TicketAsync()).Priority);

        await desk.Db.ExecuteAsync(IsVip, new { Name = "Ann" }, Stop);
        await desk.HearAsync(desk.Said("m2", "The refund!", answers: "m1", root: "m1"));

        Assert.Equal(TicketPriority.Urgent, (await desk.TicketAsync()).Priority);
    }

    [Theory, OnEachDatabase]
    internal async Task A_later_rule_sees_what_an_earlier_one_did_and_none_runs_twice_for_one_message(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await SaveAsync(desk, "Tag it", RuleMoment.Message, [], new RuleAction(RuleActions.Tag, "seen"));
        await SaveAsync(desk, "Raise tagged", RuleMoment.Message, [new("tag", "is", "seen")], new RuleAction(RuleActions.Priority, "High"));
        await SaveAsync(desk, "Lower raised", RuleMoment.Message,
            [new("priority", "is", "High")], new RuleAction(RuleActions.Priority, "Low"));

        await desk.HearAsync(desk.Said("m1"));

        Assert.Equal(TicketPriority.Low, (await desk.TicketAsync()).Priority);
        Assert.Equal(3, (await desk.EventsAsync((await desk.TicketAsync()).Id)).Count(e => e.Kind == "rule"));
    }

    [Theory, OnEachDatabase]
    internal async Task Rules_on_change_run_for_people_and_never_for_rules_so_they_cannot_go_in_circles(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await SaveAsync(desk, "Up", RuleMoment.Change, [new("changed", "is", "priority"), new("priority", "is", "Low")],
            new RuleAction(RuleActions.Priority, "High"));
        await SaveAsync(desk, "Down", RuleMoment.Change, [new("changed", "is", "priority"), new("priority", "is", "High")],
            new RuleAction(RuleActions.Priority, "Low"));
        await desk.HearAsync(desk.Said("m1"));
        var ticket = await desk.TicketAsync();
        await CatchUpAsync(desk);
        Assert.DoesNotContain(await desk.EventsAsync(ticket.Id), e => e.Kind == "rule");

        Assert.IsType<Result<Guid>.Done>(await desk.Get<ChangeTicket>().RunAsync(
            new(ticket.Id, null, null, TicketPriority.High, null, Unassign: false, "Mia", desk.AgentId), Stop));
        for (var i = 0; i < 5; i++)
        {
            await CatchUpAsync(desk);
        }

        Assert.Equal(["Rule “Down”"], (await desk.EventsAsync(ticket.Id)).Where(e => e.Kind == "rule").Select(e => e.Actor));
        Assert.Equal(TicketPriority.Low, (await desk.TicketAsync()).Priority);
    }

    [Theory, OnEachDatabase]
    internal async Task A_rule_on_time_runs_once_for_each_time_it_counts_from(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await SaveAsync(desk, "Waiting", RuleMoment.Time, [new("since-client", "for", "4 h"), new("status", "is", "New, Open")],
            new RuleAction(RuleActions.Priority, "High"));
        await desk.HearAsync(desk.Said("m1"));
        var id = (await desk.TicketAsync()).Id;

        await PassAsync(desk, hours: 3);
        Assert.Equal(0, await RunsAsync(desk, id));
        await PassAsync(desk, hours: 1);
        await PassAsync(desk, hours: 5);
        Assert.Equal(1, await RunsAsync(desk, id));

        await desk.HearAsync(desk.Said("m2", answers: "m1", root: "m1"));
        await PassAsync(desk, hours: 4);
        Assert.Equal(2, await RunsAsync(desk, id));
    }

    [Theory, OnEachDatabase]
    internal async Task A_promise_that_runs_out_sets_off_a_rule(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var always = new SlaCalendar(
            "Always", "UTC", [.. SlaWords.Days.Select(d => new OpenSpan(d, TimeOnly.MinValue, TimeOnly.MinValue))], []);
        await desk.Get<ChangeSla>().RunAsync(
            new(0, [new SlaPolicy("All", "Always", new(), 60, null, null)], [always], "Promised.", "Mia", null), Stop);
        await SaveAsync(desk, "Soon late", RuleMoment.Time, [new("due", "within", "15 min")], new RuleAction(RuleActions.Notify, "Mia"));
        await desk.HearAsync(desk.Said("m1"));
        await CatchUpAsync(desk);

        await PassAsync(desk, hours: 0.7);
        Assert.Empty(await desk.Db.QueryAsync<string>(Told, new { UserId = desk.AgentId }, Stop));
        await PassAsync(desk, hours: 0.1);

        Assert.Equal($"#{(await desk.TicketAsync()).Number}: Soon late",
            Assert.Single(await desk.Db.QueryAsync<string>(Told, new { UserId = desk.AgentId }, Stop)));
    }

    [Theory, OnEachDatabase]
    internal async Task Tickets_are_given_in_turn(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await AddAgentAsync(desk, "Bob");
        await SaveAsync(desk, "In turn", RuleMoment.Message, [], new RuleAction(RuleActions.AssignInTurn, ""));

        foreach (var i in Enumerable.Range(1, 4))
        {
            desk.Clock.Advance(TimeSpan.FromMinutes(1));
            await desk.HearAsync(desk.Said($"m{i}", by: $"client{i}"));
        }

        Assert.Equal(["Bob", "Mia", "Bob", "Mia"], await AssigneesAsync(desk));
    }

    [Theory, OnEachDatabase]
    internal async Task Whoever_has_least_to_do_gets_the_next_and_a_skill_is_asked_for(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var bob = await AddAgentAsync(desk, "Bob");
        await desk.HearAsync(desk.Said("m0", by: "zed"));
        await desk.Get<ChangeTicket>().RunAsync(
            new((await desk.TicketAsync()).Id, null, TicketStatus.Open, null, bob, Unassign: false, "Mia", desk.AgentId), Stop);
        Assert.IsType<Result<int>.Done>(await desk.Get<SaveSkills>().RunAsync(bob, "German, Billing", Stop));
        await SaveAsync(desk, "German", RuleMoment.Message, [new("words", "contain", "rechnung")],
            new RuleAction(RuleActions.AssignBySkill, "german"));
        await SaveAsync(desk, "Rest", RuleMoment.Message, [new("assignee", "none", "")], new RuleAction(RuleActions.AssignLeastBusy, ""));

        await desk.HearAsync(desk.Said("m1", "Hello?", by: "ann"), desk.Said("m2", "Wo ist die Rechnung?", by: "eva"));

        Assert.Equal(["Bob", "Mia", "Bob"], await AssigneesAsync(desk));
    }

    [Theory, OnEachDatabase]
    internal async Task A_rule_that_names_what_is_not_there_is_refused_at_its_line(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);

        Assert.Equal("Actions[0]", await WrongAsync([], new RuleAction(RuleActions.Queue, "Nowhere")));
        Assert.Equal("Actions[0]", await WrongAsync([], new RuleAction(RuleActions.Assign, "Nobody")));
        Assert.Equal("Actions[0]", await WrongAsync([], new RuleAction(RuleActions.Macro, "Nothing")));
        Assert.Equal("Actions[0]", await WrongAsync([], new RuleAction(RuleActions.Priority, "2")));
        Assert.Equal("Actions", await WrongAsync([]));
        Assert.Equal("Conditions[0]", await WrongAsync([new("status", "is", "Sleepy")], new RuleAction(RuleActions.Webhook, "")));
        Assert.Equal("Conditions[0]", await WrongAsync([new("since-client", "for", "4 h")], new RuleAction(RuleActions.Webhook, "")));
        Assert.Equal("Conditions[0]", await WrongAsync([new("words", "sound", "odd")], new RuleAction(RuleActions.Webhook, "")));

        async Task<string> WrongAsync(RuleCondition[] conditions, params RuleAction[] actions) =>
            Assert.Single(Assert.IsType<Result<Guid>.Invalid>(
                await desk.Get<SaveRule>()
                    .RunAsync(new(null, 0, "A rule", true, RuleMoment.Message, conditions, actions, "Mia"), Stop)).Errors).Field;
    }

    public static TheoryData<string, string[]> Since => new()
    {
        { "since-opened", ["open"] },
        { "since-changed", ["open"] },
        { "since-solved", ["open", "answer", "solve"] },
        { "since-us", ["open", "answer"] },
    };

    [Theory, MemberData(nameof(Since))]
    public async Task A_rule_on_time_counts_from_each_moment_there_is(string field, string[] what)
    {
        await using var desk = await DeskRoom.OpenAsync(Dialect.Sqlite);
        await SaveAsync(desk, "Waiting", RuleMoment.Time, [new(field, "for", "4 h")], new RuleAction(RuleActions.Tag, "waits"));
        foreach (var step in what)
        {
            // The moment before it counts for nothing: the last is what is asked.
            await PassAsync(desk, hours: 3);
            await (step switch
            {
                "open" => desk.HearAsync(desk.Said("m1")),
                "answer" => desk.AnswerAsync((await desk.TicketAsync()).Id),
                _ => desk.SetAsync((await desk.TicketAsync()).Id, TicketStatus.Solved),
            });
        }

        var id = (await desk.TicketAsync()).Id;
        await PassAsync(desk, hours: 3);
        Assert.Equal(0, await RunsAsync(desk, id));
        await PassAsync(desk, hours: 1);
        await PassAsync(desk, hours: 1);
        Assert.Equal(1, await RunsAsync(desk, id));
    }

    [Theory, OnEachDatabase]
    internal async Task Everybody_of_the_tickets_queue_is_told(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var bob = await AddAgentAsync(desk, "bob");
        Assert.IsType<Result<Guid>.Done>(await desk.Get<SaveQueue>().RunAsync(new(null, "Billing", [desk.AgentId], []), Stop));
        await SaveAsync(desk, "Tell", RuleMoment.Message, [], new(RuleActions.Queue, "Billing"), new(RuleActions.Notify, "the queue"));

        await desk.HearAsync(desk.Said("m1"));

        Assert.Single(await desk.Db.QueryAsync<string>(Told, new { UserId = desk.AgentId }, Stop));
        Assert.Empty(await desk.Db.QueryAsync<string>(Told, new { UserId = bob }, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task The_queue_of_its_account_is_known_of_a_ticket_that_just_begins(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        Assert.IsType<Result<Guid>.Done>(await desk.Get<SaveQueue>().RunAsync(new(null, "Billing", [], [desk.AccountId]), Stop));
        await SaveAsync(desk, "Theirs", RuleMoment.Message, [new("queue", "is", "Billing")], new RuleAction(RuleActions.Priority, "High"));
        await SaveAsync(desk, "Not theirs", RuleMoment.Message, [new("queue", "is", "Access")], new RuleAction(RuleActions.Tag, "access"));

        await desk.HearAsync(desk.Said("m1"));

        var ticket = await desk.TicketAsync();
        Assert.Equal(TicketPriority.High, ticket.Priority);
        Assert.Equal($"{Rule.ActorStart}Theirs”", Assert.Single(await desk.EventsAsync(ticket.Id), e => e.Kind == "rule").Actor);
    }

    [Theory, OnEachDatabase]
    internal async Task A_queue_that_is_gone_meanwhile_is_said_in_the_log_and_the_rest_is_done(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var queue = Assert.IsType<Result<Guid>.Done>(
            await desk.Get<SaveQueue>().RunAsync(new(null, "Billing", [desk.AgentId], []), Stop)).Value;
        await SaveAsync(desk, "Sort", RuleMoment.Message, [], new(RuleActions.Queue, "Billing"), new(RuleActions.Priority, "High"));
        await desk.HearAsync(desk.Said("m1"));
        Assert.Equal(queue, (await desk.TicketAsync()).QueueId);

        await desk.Db.ExecuteAsync(Sql.Portable("update Queues set RemovedAt = @Now where Id = @Id"),
            new { Id = queue, Now = desk.Clock.Now() }, Stop);
        await desk.HearAsync(desk.Said("m2", by: "bob"));

        var second = (await desk.TicketsAsync())[1];
        Assert.Equal((null, TicketPriority.High), (second.QueueId, second.Priority));
        Assert.Contains("is not there any more",
            (await desk.EventsAsync(second.Id)).Single(e => e.Kind == "rule").After, StringComparison.Ordinal);
    }

    private static async Task SaveAsync(
        DeskRoom desk, string name, RuleMoment moment, RuleCondition[] conditions, params RuleAction[] actions) =>
        Assert.IsType<Result<Guid>.Done>(
            await desk.Get<SaveRule>().RunAsync(new(null, 0, name, true, moment, conditions, actions, "Mia"), Stop));

    private static async Task<Guid> AddAgentAsync(DeskRoom desk, string name) =>
        Assert.IsType<Result<AddUser.Added>.Done>(
            await desk.Get<AddUser>().RunAsync(new($"{name}@desk.example", name, nameof(Role.Agent)), Stop)).Value.Id;

    private static Task CatchUpAsync(DeskRoom desk) => desk.Get<TrackClocks>().RunAsync(Stop);

    private static async Task PassAsync(DeskRoom desk, double hours)
    {
        desk.Clock.Advance(TimeSpan.FromHours(hours));
        await desk.Get<RunTimeRules>().RunAsync(Stop);
    }

    private static async Task<int> RunsAsync(DeskRoom desk, Guid ticketId) =>
        (await desk.EventsAsync(ticketId)).Count(e => e.Kind == "rule");

    private static async Task<IEnumerable<string?>> AssigneesAsync(DeskRoom desk)
    {
        var people = (await desk.Db.QueryAsync<UserRow>(UserSql.All, ct: Stop)).ToDictionary(u => u.Id, u => u.Name);
        return (await desk.TicketsAsync()).Select(t => t.AssigneeId is { } id ? people[id] : null);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
