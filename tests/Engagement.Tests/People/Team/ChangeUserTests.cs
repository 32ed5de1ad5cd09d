using Engagement.Data;
using Engagement.Features.People.SignIn.Sessions;
using Engagement.Features.People.Team;
using Engagement.Tests.Data;
using Engagement.Web.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.People.Team;

public sealed class ChangeUserTests
{
    private static readonly FakeTimeProvider Clock = new();
    private static readonly SessionLimits Limits = SessionLimits.From(new ConfigurationBuilder().Build());

    [Theory, OnEachDatabase]
    internal async Task The_last_administrator_stays(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var only = await AddAsync(database, "only@desk.example", Role.Administrator);
        var change = new ChangeUser(database.Db, SessionsOf(database), Clock);

        Assert.IsType<Result<UserRow>.Conflict>(await change.RunAsync(new(only, "Only", nameof(Role.Agent), Enabled: true), Stop));
        Assert.IsType<Result<UserRow>.Conflict>(await change.RunAsync(new(only, "Only", nameof(Role.Administrator), Enabled: false), Stop));

        await AddAsync(database, "second@desk.example", Role.Administrator);
        Assert.Equal(Role.Agent, Done(await change.RunAsync(new(only, "Only", nameof(Role.Agent), Enabled: true), Stop)).Role);
    }

    [Theory, OnEachDatabase]
    internal async Task Of_two_administrators_who_remove_each_other_at_once_one_stays(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        Guid[] both = [await AddAsync(database, "one@desk.example", Role.Administrator),
            await AddAsync(database, "two@desk.example", Role.Administrator)];
        var change = new ChangeUser(database.Db, SessionsOf(database), Clock);

        var answers = await Task.WhenAll(
            both.Select(id => Task.Run(() => change.RunAsync(new(id, "Gone", nameof(Role.Administrator), Enabled: false), Stop))));

        Assert.Single(answers.OfType<Result<UserRow>.Done>());
        Assert.Single(answers.OfType<Result<UserRow>.Conflict>());
    }

    [Theory, OnEachDatabase]
    internal async Task Another_role_or_none_ends_the_sessions_and_another_name_does_not(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        await AddAsync(database, "admin@desk.example", Role.Administrator);
        var id = await AddAsync(database, "mia@desk.example", Role.Agent);
        var sessions = SessionsOf(database);
        var change = new ChangeUser(database.Db, sessions, Clock);
        var first = await StartAsync(database, sessions, id);

        Done(await change.RunAsync(new(id, "Mia B.", nameof(Role.Agent), Enabled: true), Stop));
        Assert.NotNull(await sessions.CheckAsync(first, "", Stop));
        Done(await change.RunAsync(new(id, "Mia B.", nameof(Role.Editor), Enabled: true), Stop));
        Assert.Null(await sessions.CheckAsync(first, "", Stop));
        var second = await StartAsync(database, sessions, id);
        Assert.NotNull(Done(await change.RunAsync(new(id, "Mia B.", nameof(Role.Editor), Enabled: false), Stop)).DisabledAt);
        Assert.Null(await sessions.CheckAsync(second, "", Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_reset_gives_a_one_time_password_and_ends_sessions_and_lock(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var id = await AddAsync(database, "mia@desk.example", Role.Agent);
        var sessions = SessionsOf(database);
        var session = await StartAsync(database, sessions, id);
        var reset = new ResetPassword(database.Db, sessions, Limits, Clock);

        var password = Done(await reset.RunAsync(id, Stop));

        var user = (await database.Db.OneAsync<UserRow>(UserSql.Read, new { Id = id }, Stop))!;
        Assert.True(await Passwords.MatchesAsync(user.PasswordHash, password, Stop));
        Assert.True(user.MustChangePassword);
        Assert.Null(await sessions.CheckAsync(session, "", Stop));
        Assert.IsType<Result<string>.Missing>(await reset.RunAsync(Guid.NewGuid(), Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_revoked_key_stays_revoked(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        Done(await new AddApiKey(database.Db, Clock).RunAsync(new("Sync", nameof(Role.Editor), null), Stop));
        var key = Assert.Single(await database.Db.QueryAsync<ApiKeyRow>(ApiKeySql.All, ct: Stop));
        var revoke = new RevokeApiKey(database.Db, Clock);

        Done(await revoke.RunAsync(key.Id, Stop));

        Assert.IsType<Result<Guid>.Missing>(await revoke.RunAsync(key.Id, Stop));
        Assert.NotNull(Assert.Single(await database.Db.QueryAsync<ApiKeyRow>(ApiKeySql.All, ct: Stop)).RevokedAt);
    }

    private static async Task<Guid> AddAsync(TestDatabase database, string email, Role role) =>
        Done(await new AddUser(database.Db, Limits, Clock).RunAsync(new(email, "Somebody", role.ToString()), Stop)).Id;

    private static SessionBook SessionsOf(TestDatabase database) => new(database.Db, new Soon(NullLogger<Soon>.Instance), Limits, Clock);

    private static async Task<Guid> StartAsync(TestDatabase database, SessionBook sessions, Guid id) =>
        await sessions.StartAsync((await database.Db.OneAsync<UserRow>(UserSql.Read, new { Id = id }, Stop))!, "Firefox", "::1", Stop);

    private static T Done<T>(Result<T> answer) => Assert.IsType<Result<T>.Done>(answer).Value;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
