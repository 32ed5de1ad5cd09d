using Engagement.Data;
using Engagement.Features.People.SignIn;
using Engagement.Features.People.SignIn.Sessions;
using Engagement.Features.People.Team;
using Engagement.Tests.Data;
using Engagement.Tests.People.Team;
using Engagement.Web.Security;

namespace Engagement.Tests.People.SignIn;

[Collection(HeldTurns.Collection)]
public sealed class TriesAtOnceTests
{
    [Fact]
    public void No_more_are_tried_for_one_name_at_once_than_a_lock_allows_and_other_names_are_not_concerned()
    {
        var tries = new TriesAtOnce();
        var flood = Enumerable.Range(0, 200).Select(_ => tries.PlaceFor("mia@desk.example")).ToList();

        Assert.Equal(TriesAtOnce.MostOfOne, flood.Count(place => place is not null));
        using (var other = tries.PlaceFor("tom@desk.example"))
        {
            Assert.NotNull(other);
        }

        flood.ForEach(place => place?.Dispose());
        using var again = tries.PlaceFor("mia@desk.example");
        Assert.NotNull(again);
    }

    /// <summary>Both lines are full: nobody is let hash, and the tries beyond a lock's are answered all the same.</summary>
    [Theory]
    [InlineData("mia@desk.example")]
    [InlineData("nobody@desk.example")]
    public async Task A_flood_for_one_name_is_answered_without_the_database_or_a_hash_whether_there_is_anybody_by_it_or_not(string name)
    {
        await using var database = await TestDatabase.CreateAsync(Dialect.Sqlite);
        Assert.IsType<Result<AddUser.Added>.Done>(await new AddUser(database.Db, SessionLimits.From(new ConfigurationBuilder().Build()),
            TimeProvider.System).RunAsync(new("mia@desk.example", "Somebody", nameof(Role.Agent), "correct horse battery"), Stop));
        var check = new CheckPassword(database.Db, new TriesAtOnce(), TimeProvider.System);
        using var held = await HeldTurns.TakeAsync(Passwords.Turns, Passwords.AtOnce);
        var asked = 0;
        database.Db.OnStep = (step, _) => asked += step == DbStep.Statement ? 1 : 0;

        var flood = Enumerable.Range(0, 200).Select(i => check.RunAsync(name, $"wrong {i}", Stop)).ToList();
        var answered = await Task.WhenAll(flood.Skip(TriesAtOnce.MostOfOne)).WaitAsync(TimeSpan.FromSeconds(30), Stop);

        Assert.All(answered, Assert.Null);
        Assert.All(flood.Take(TriesAtOnce.MostOfOne), first => Assert.False(first.IsCompleted));
        Assert.True(asked <= 2 * TriesAtOnce.MostOfOne, $"{asked} statements.");
        held.LetGo(Passwords.AtOnce);
        Assert.All(await Task.WhenAll(flood), Assert.Null);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
