using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Integrations.Notifications;
using Engagement.Features.Integrations.Webhooks;
using Engagement.Features.People.Team;
using Engagement.Tests.Data;
using Engagement.Tests.Desk;
using Engagement.Web.Security;

namespace Engagement.Tests.Integrations.Webhooks;

public sealed class EndpointSavesTests
{
    private static readonly Sql SetAddress = Sql.Portable("update WebhookEndpoints set Url = @Url where Id = @Id");

    private static readonly Sql Open = Sql.Portable("select count(*) from Notices where ResolvedAt is null");

    /// <summary>What a first run that was undone allowed, for the row as it stood then, the second does not.</summary>
    [Theory, OnEachDatabase]
    internal async Task A_change_that_is_run_again_judges_the_row_that_it_finds_then(Dialect dialect)
    {
        const string inside = "https://10.0.0.1/hook";
        await using var desk = await DeskRoom.OpenAsync(dialect);
        var save = desk.Get<SaveEndpoint>();
        var id = await AddAsync(save);
        await desk.Db.ExecuteAsync(SetAddress, new { Id = id, Url = inside }, Stop);
        var version = (await desk.Db.OneAsync<EndpointRow>(WebhookSql.ReadEndpoint, new { Id = id }, Stop))!.Version;
        using var other = new Db(desk.Db.Options);
        desk.Db.OnStep = (step, attempt) =>
        {
            if (step == DbStep.Commit && attempt == 0)
            {
                throw SqlErrors.Of(1205);
            }

            if (step == DbStep.Open && attempt == 1)
            {
                other.ExecuteAsync(SetAddress, new { Id = id, Url = "https://crm.example.com/other" }, Stop).GetAwaiter().GetResult();
            }
        };

        var answer = await save.ChangeAsync(id, version, on: false, new("CRM", inside, [], AllowPrivate: false, "Ada"), Stop);

        desk.Db.OnStep = null;
        Assert.Equal([nameof(SaveEndpoint.Command.Address)], Assert.IsType<Result<Guid>.Invalid>(answer).Errors.Select(e => e.Field));
    }

    [Theory, OnEachDatabase]
    internal async Task An_endpoint_goes_together_with_its_notice_or_not_at_all(Dialect dialect)
    {
        for (var (n, reached) = (1, true); reached; n++)
        {
            await using var desk = await DeskRoom.OpenAsync(dialect);
            var save = desk.Get<SaveEndpoint>();
            var id = await AddAsync(save);
            Assert.IsType<Result<AddUser.Added>.Done>(await desk.Get<AddUser>().RunAsync(
                new("ada@desk.example", "Ada", nameof(Role.Administrator)), Stop)); // to be told
            await desk.Get<RaiseNotice>().RunAsync(
                new Notice(NoticeKinds.WebhookFailing, $"CRM gets no more events", $"", "/settings/webhooks", $"webhook:{id}"), Stop);
            var fault = FaultAt.Strike(desk.Db, n, () => new InvalidOperationException("A fault of the test."));

            try
            {
                await save.RemoveAsync(id, Stop);
            }
            catch (InvalidOperationException)
            {
                // Whether it was done is looked at below.
            }

            fault.End();
            reached = fault.Struck is not null;
            var stands = await desk.Db.OneAsync<EndpointRow>(WebhookSql.ReadEndpoint, new { Id = id }, Stop) is null ? 0 : 1;
            Assert.Equal((n, stands), (n, await desk.Db.ScalarAsync<int>(Open, ct: Stop)));
            Assert.True(reached || n > 3, $"Only {n} steps.");
        }
    }

    private static async Task<Guid> AddAsync(SaveEndpoint save) => Assert.IsType<Result<SaveEndpoint.Added>.Done>(
        await save.AddAsync(new("CRM", "https://crm.example.com/hook", [], AllowPrivate: false, "Ada"), Stop)).Value.Id;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
