using Engagement.Data;
using Engagement.Features.People.SignIn;
using Engagement.Features.People.SignIn.Sessions;
using Engagement.Features.People.Team;
using Engagement.Tests.Data;
using Engagement.Web.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Engagement.Tests.People.Team;

/// <summary>A new password waits for its turn to be hashed, and nobody who writes waits with it.</summary>
[Collection(HeldTurns.Collection)]
public sealed class HashOutsideTransactionsTests
{
    private const string Password = "correct horse battery";
    private const string Another = "a long walk by the sea";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly FakeTimeProvider Clock = new();
    private static readonly SessionLimits Limits = SessionLimits.From(new ConfigurationBuilder().Build());

    [Theory, OnEachDatabase]
    internal async Task A_reset_waits_for_its_turn_with_nothing_locked(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var id = await AddAsync(database);
        using var held = await HeldTurns.TakeAsync(Passwords.Turns, Passwords.AtOnce);

        var reset = new ResetPassword(database.Db, SessionsOf(database), Limits, Clock).RunAsync(id, Stop);
        await OthersWriteAsync(database, id);

        Assert.False(reset.IsCompleted);
        held.LetGo(Passwords.AtOnce);
        Assert.IsType<Result<string>.Done>(await reset.WaitAsync(Patience, Stop));
    }

    [Theory, OnEachDatabase]
    internal async Task A_change_of_ones_own_waits_for_its_turn_with_nothing_locked(Dialect dialect)
    {
        await using var database = await TestDatabase.CreateAsync(dialect);
        var id = await AddAsync(database);
        var change = new ChangePassword(database.Db, new CheckPassword(database.Db, new TriesAtOnce(), Clock), SessionsOf(database));
        HeldTurns? held = null;
        var asked = 0;
        database.Db.OnStep = (step, _) =>
        {
            // The person is read, the try is counted, the present password was right: what comes now is the new one's hash.
            if (step == DbStep.Answer && ++asked == 3)
            {
                held = HeldTurns.TakeAsync(Passwords.Turns, Passwords.AtOnce).GetAwaiter().GetResult();
            }
        };

        var changed = Task.Run(() => change.RunAsync(new(id, Password, Another, Another), Stop), Stop);
        for (var waited = 0; held is null && !changed.IsCompleted && waited < 3000; waited++)
        {
            await Task.Delay(10, Stop);
        }

        Assert.NotNull(held);
        database.Db.OnStep = null;
        using (held)
        {
            await OthersWriteAsync(database, id);
            Assert.False(changed.IsCompleted);
        }

        Assert.IsType<Result<UserRow>.Done>(await changed.WaitAsync(Patience, Stop));
        var now = (await database.Db.OneAsync<UserRow>(UserSql.Read, new { Id = id }, Stop))!;
        Assert.True(await Passwords.MatchesAsync(now.PasswordHash, Another, Stop));
    }

    private static async Task OthersWriteAsync(TestDatabase database, Guid id)
    {
        for (var i = 0; i < 20; i++)
        {
            await database.Db.ExecuteAsync(UserSql.SetOwn, new { Id = id, Name = $"Mia {i}", TimeZone = "UTC", Theme = "auto" }, Stop)
                .WaitAsync(Patience, Stop);
            await Task.Delay(10, Stop);
        }
    }

    private static async Task<Guid> AddAsync(TestDatabase database) => Assert.IsType<Result<AddUser.Added>.Done>(
        await new AddUser(database.Db, Limits, Clock)
            .RunAsync(new("mia@desk.example", "Somebody", nameof(Role.Agent), Password), Stop)).Value.Id;

    private static SessionBook SessionsOf(TestDatabase database) => new(database.Db, new Soon(NullLogger<Soon>.Instance), Limits, Clock);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
