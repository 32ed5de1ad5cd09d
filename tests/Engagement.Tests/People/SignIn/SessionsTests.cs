using Engagement.Data;
using Engagement.Features.People.SignIn;
using Engagement.Features.People.SignIn.Sessions;
using Engagement.Features.People.Team;
using Engagement.Tests.Data;
using Engagement.Web.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.People.SignIn;

public sealed class SessionsTests
{
    private const string Password = "correct horse battery";

    private static readonly SessionLimits Limits = SessionLimits.From(new ConfigurationBuilder().Build());

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 30, 9, 0, 0, TimeSpan.Zero));

    [Theory, OnEachDatabase]
    internal async Task Two_hundred_wrong_passwords_at_once_are_no_more_than_five(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var user = await AddAsync(database);
        var check = new CheckPassword(database.Db, new TriesAtOnce(), _clock);

        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => check.RunAsync(user.Email, $"wrong {i}", Stop))));

        // Each that is looked at counts, and none is looked at uncounted.
        var tried = (await database.Db.OneAsync<UserRow>(UserSql.Read, new { user.Id }, Stop))!;
        Assert.Equal(5, tried.FailedSignIns);
        Assert.True(tried.LockedUntil > _clock.GetUtcNow());
        Assert.Null(await check.RunAsync(user.Email, Password, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_lock_ends_after_a_quarter_of_an_hour_and_the_count_begins_anew(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var user = await AddAsync(database);
        var check = new CheckPassword(database.Db, new TriesAtOnce(), _clock);
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await check.RunAsync(user.Email, "wrong", Stop));
        }

        Assert.Null(await check.RunAsync(user.Email, Password, Stop));
        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Null(await check.RunAsync(user.Email, "wrong", Stop));

        Assert.NotNull(await check.RunAsync(user.Email, Password, Stop));
        Assert.Equal(0, (await database.Db.OneAsync<UserRow>(UserSql.Read, new { user.Id }, Stop))!.FailedSignIns);
    }

    [Theory, OnEachDatabase]
    internal async Task Guessing_the_current_password_on_the_page_that_changes_it_locks_too(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var user = await AddAsync(database);
        var change = new ChangePassword(database.Db, new CheckPassword(database.Db, new TriesAtOnce(), _clock), BookOf(database));
        for (var i = 0; i < 5; i++)
        {
            Assert.IsType<Result<UserRow>.Invalid>(
                await change.RunAsync(new(user.Id, $"wrong {i}", "a long walk by the sea", "a long walk by the sea"), Stop));
        }

        Assert.IsType<Result<UserRow>.Invalid>(
            await change.RunAsync(new(user.Id, Password, "a long walk by the sea", "a long walk by the sea"), Stop));
        _clock.Advance(TimeSpan.FromMinutes(15));
        Assert.IsType<Result<UserRow>.Done>(
            await change.RunAsync(new(user.Id, Password, "a long walk by the sea", "a long walk by the sea"), Stop));
    }

    [Fact]
    public async Task Tries_beyond_the_lock_on_the_page_that_changes_a_password_cost_no_look_at_one()
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var user = await AddAsync(database);
        var check = new CheckPassword(database.Db, new TriesAtOnce(), _clock);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => check.IsRightAsync(user, $"wrong {i}", Stop)));

        // By the time of one look, and not by the clock alone: a machine may be busy.
        var one = System.Diagnostics.Stopwatch.StartNew();
        await Passwords.PretendToCheckAsync("wrong", Stop);
        one.Stop();
        var all = System.Diagnostics.Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(() => check.IsRightAsync(user, $"wrong {i}", Stop))));
        all.Stop();

        TestContext.Current.SendDiagnosticMessage($"one look {one.ElapsedMilliseconds} ms, 200 refused {all.ElapsedMilliseconds} ms");
        Assert.True(all.Elapsed < 40 * one.Elapsed, $"{all.ElapsedMilliseconds} ms for 200, {one.ElapsedMilliseconds} ms for one look.");
    }

    [Theory]
    [InlineData("password1234")]
    [InlineData("qwertyuiop123")]
    [InlineData("P@ssw0rd1234")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("somebody2026")]
    public async Task A_password_that_is_tried_first_is_refused(string password)
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        var answer = await new AddUser(database.Db, Limits, _clock).RunAsync(
            new("mia@desk.example", "Somebody", nameof(Role.Agent), password), Stop);

        Assert.Contains(Assert.IsType<Result<AddUser.Added>.Invalid>(answer).Errors, e => e.Message == Passwords.CommonMessage);
    }

    [Theory, OnEachDatabase]
    internal async Task A_session_ends_when_it_is_signed_out_unused_or_too_old(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var user = await AddAsync(database);
        var book = BookOf(database);

        var signedOut = await book.StartAsync(user, "Firefox", "::1", Stop);
        Assert.NotNull(await book.CheckAsync(signedOut, "::1", Stop));
        Assert.True(await book.EndAsync(user.Id, signedOut, Stop));
        Assert.Null(await book.CheckAsync(signedOut, "::1", Stop));

        var unused = await book.StartAsync(user, "Firefox", "::1", Stop);
        _clock.Advance(Limits.Idle);
        Assert.Null(await book.CheckAsync(unused, "::1", Stop));

        var old = await book.StartAsync(user, "Firefox", "::1", Stop);
        for (var used = TimeSpan.Zero; used + TimeSpan.FromHours(11) < Limits.Longest; used += TimeSpan.FromHours(11))
        {
            _clock.Advance(TimeSpan.FromHours(11));
            Assert.NotNull(await book.CheckAsync(old, "::1", Stop));
        }

        _clock.Advance(TimeSpan.FromHours(11));
        Assert.Null(await book.CheckAsync(old, "::1", Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Another_node_learns_within_ten_seconds_that_a_session_has_ended(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var user = await AddAsync(database);
        var (here, there) = (BookOf(database), BookOf(database));
        var session = await here.StartAsync(user, "Firefox", "::1", Stop);
        Assert.NotNull(await there.CheckAsync(session, "::1", Stop));

        await here.EndAllAsync(user.Id, Stop);

        Assert.Null(await here.CheckAsync(session, "::1", Stop));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(await there.CheckAsync(session, "::1", Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task Nobody_ends_or_lists_somebody_elses_session(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var (mia, tom) = (await AddAsync(database), await AddAsync(database, "tom@desk.example"));
        var book = BookOf(database);
        var session = await book.StartAsync(mia, new string('x', 5000), new string('9', 500), Stop);

        Assert.False(await book.EndAsync(tom.Id, session, Stop));

        Assert.NotNull(await book.CheckAsync(session, "::1", Stop));
        Assert.Empty(await book.ListAsync(tom.Id, Stop));
        Assert.Equal(200, Assert.Single(await book.ListAsync(mia.Id, Stop)).Device.Length);
    }

    [Theory, OnEachDatabase]
    internal async Task A_one_time_password_that_was_not_used_in_time_opens_nothing(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var added = Assert.IsType<Result<AddUser.Added>.Done>(await new AddUser(database.Db, Limits, _clock)
            .RunAsync(new("new@desk.example", "Somebody", nameof(Role.Agent)), Stop)).Value;
        var check = new CheckPassword(database.Db, new TriesAtOnce(), _clock);

        Assert.NotNull(await check.RunAsync("new@desk.example", added.OneTimePassword!, Stop));
        _clock.Advance(Limits.OneTimePassword);

        Assert.Null(await check.RunAsync("new@desk.example", added.OneTimePassword!, Stop));
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 "
        + "Safari/537.36 Edg/131.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
        + "Mobile/15E148 Safari/604.1", "Safari on iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
        "Chrome on Android")]
    [InlineData("curl/8.9.1", "Unknown device")]
    [InlineData("", "Unknown device")]
    public void A_device_has_a_name_a_person_knows(string agent, string name) => Assert.Equal(name, DeviceName.From(agent));

    private SessionBook BookOf(TestDatabase database) => new(database.Db, new Soon(NullLogger<Soon>.Instance), Limits, _clock);

    private async Task<UserRow> AddAsync(TestDatabase database, string email = "mia@desk.example")
    {
        var added = Assert.IsType<Result<AddUser.Added>.Done>(await new AddUser(database.Db, Limits, _clock)
            .RunAsync(new(email, "Somebody", nameof(Role.Agent), Password), Stop)).Value;
        return (await database.Db.OneAsync<UserRow>(UserSql.Read, new { added.Id }, Stop))!;
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
