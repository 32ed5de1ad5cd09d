using Engagement.Data;
using Engagement.Features.Accounts;
using Engagement.Features.Conversations.Listening;
using Engagement.Features.People.Team;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;

namespace Engagement.Tests.Conversations.Listening;

public sealed class SilenceTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 15, 30, 0, TimeSpan.Zero); // a Tuesday
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static readonly Sql InsertItem = Sql.Portable(
        """
        insert into InboundItems (Id, AccountId, RemoteId, Kind, ItemJson, RawJson, Via, State, ReceivedAt)
        values (@Id, @AccountId, @RemoteId, 'Reply', '{}', '{}', 'poll', @State, @At)
        """);

    private static readonly Sql OpenAlarms = Sql.Portable(
        "select count(*) from Notices where Kind = 'account.silent' and ResolvedAt is null");

    private static readonly Sql SetHeard = Sql.Portable("update Accounts set ListenLastOkAt = @At where Id = @Id");

    [Fact]
    public void No_read_that_worked_means_that_we_cannot_hear_whatever_is_usual()
    {
        Assert.Null(Silence.Of(Now.AddDays(-90), Now.AddMinutes(-5), Minute, Nobody, Now));
        Assert.Equal((InactivityKind.CannotHear, Now.AddMinutes(-6)),
            Of(Silence.Of(Now.AddDays(-90), Now.AddMinutes(-6), Minute, Nobody, Now)));
        // read seldom: five turns are patience
        Assert.Null(Silence.Of(Now.AddDays(-90), Now.AddMinutes(-60), TimeSpan.FromMinutes(15), Nobody, Now));
        // never read since it was connected
        Assert.Equal(InactivityKind.CannotHear, Silence.Of(Now.AddHours(-1), null, Minute, Nobody, Now)!.Kind);
    }

    [Fact]
    public void Nobody_writing_on_a_busy_account_alarms_and_on_a_quiet_one_does_not()
    {
        var busy = OfficeHours(eachHour: 2, until: Now.AddHours(-4));
        var quiet = OfficeHours(eachHour: 1, until: Now.AddHours(-4)).Where(h => h.Key.Hour == 9).ToDictionary();

        var silence = Silence.Of(Now.AddDays(-90), Now, Minute, busy, Now)!;

        Assert.Equal(InactivityKind.UnusuallyQuiet, silence.Kind);
        Assert.Equal(6, silence.Expected); // 12, 13 and 14 o'clock; the hour that runs is not counted
        Assert.Null(Silence.Of(Now.AddDays(-90), Now, Minute, quiet, Now));
    }

    [Fact]
    public void A_night_and_a_weekend_are_no_silence()
    {
        var monday = new DateTimeOffset(2026, 11, 23, 8, 30, 0, TimeSpan.Zero);
        var friday = new DateTimeOffset(2026, 11, 20, 17, 0, 0, TimeSpan.Zero);

        Assert.Null(Silence.Of(monday.AddDays(-90), monday, Minute, OfficeHours(eachHour: 5, until: friday), monday));
    }

    [Fact]
    public void A_long_silence_does_not_become_usual()
    {
        var silence = Silence.Of(Now.AddDays(-90), Now, Minute, OfficeHours(eachHour: 2, until: Now.AddDays(-20)), Now);

        Assert.InRange(silence!.Expected, 200, 300); // two an hour, nine hours, fourteen or so working days
    }

    [Fact]
    public void Nothing_is_said_of_an_account_in_its_first_two_weeks()
    {
        var week = OfficeHours(eachHour: 5, until: Now.AddDays(-3)).Where(h => h.Key > Now.AddDays(-10)).ToDictionary();

        Assert.Null(Silence.Of(Now.AddDays(-10), Now, Minute, week, Now));
    }

    [Theory, OnEachDatabase]
    internal async Task What_stands_in_the_database_is_counted_by_its_hour_and_our_own_words_are_not(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var now = desk.Clock.Now(); // 08:00
        for (var day = 3; day <= 30; day++)
        {
            for (var i = 0; i < 4; i++)
            {
                await AddAsync(desk, now.AddDays(-day).AddMinutes(i), "Done");
            }
        }

        await AddAsync(desk, now.AddHours(-2), "Ignored");
        await desk.Db.ExecuteAsync(SetHeard, new { Id = desk.AccountId, At = now });

        var silence = Assert.Single(await desk.Get<FindInactiveAccounts>().RunAsync(TestContext.Current.CancellationToken)).Value;

        // four yesterday, four the day before
        Assert.Equal((InactivityKind.UnusuallyQuiet, now.AddDays(-3), 8), (silence.Kind, silence.Since, silence.Expected));
    }

    [Theory, OnEachDatabase]
    internal async Task A_paused_account_is_not_silent(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        desk.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(InactivityKind.CannotHear,
            Assert.Single(await desk.Get<FindInactiveAccounts>().RunAsync(TestContext.Current.CancellationToken)).Value.Kind);

        await desk.Get<ChangeAccount>().PauseAsync(desk.AccountId, TestContext.Current.CancellationToken);

        Assert.Empty(await desk.Get<FindInactiveAccounts>().RunAsync(TestContext.Current.CancellationToken));
    }

    [Theory, OnEachDatabase]
    internal async Task A_silent_account_is_told_of_once_and_taken_back_when_it_is_heard_again(Dialect dialect)
    {
        await using var desk = await DeskRoom.OpenAsync(dialect);
        await desk.Get<AddUser>().RunAsync(new("ada@desk.example", "Ada", "Administrator"), TestContext.Current.CancellationToken);
        desk.Clock.Advance(TimeSpan.FromHours(1));
        await desk.Get<NotifyInactivity>().RunAsync(TestContext.Current.CancellationToken);
        await desk.Get<NotifyInactivity>().RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await desk.Db.ScalarAsync<int>(OpenAlarms));

        await desk.Db.ExecuteAsync(SetHeard, new { At = desk.Clock.Now(), Id = desk.AccountId });
        await desk.Get<NotifyInactivity>().RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, await desk.Db.ScalarAsync<int>(OpenAlarms));
    }

    private static Task AddAsync(DeskRoom desk, DateTimeOffset at, string state) =>
        desk.Db.ExecuteAsync(InsertItem, new { Id = Ids.New(at), desk.AccountId, RemoteId = $"{at:O}", State = state, At = at });

    // Nine to six, Monday to Friday, for eight weeks.
    private static Dictionary<DateTimeOffset, int> OfficeHours(int eachHour, DateTimeOffset until)
    {
        var hours = new Dictionary<DateTimeOffset, int>();
        for (var hour = new DateTimeOffset(2026, 9, 29, 0, 0, 0, TimeSpan.Zero); hour <= until; hour = hour.AddHours(1))
        {
            if (hour is { Hour: >= 9 and < 18, DayOfWeek: not (DayOfWeek.Saturday or DayOfWeek.Sunday) })
            {
                hours[hour] = eachHour;
            }
        }

        return hours;
    }

    private static IReadOnlyDictionary<DateTimeOffset, int> Nobody { get; } = new Dictionary<DateTimeOffset, int>();

    private static (InactivityKind, DateTimeOffset) Of(Silence? silence) => (silence!.Kind, silence.Since);
}
