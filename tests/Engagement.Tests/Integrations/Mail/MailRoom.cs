using Engagement.Data;
using Engagement.Features.Content.Templates;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.People.Team;
using Engagement.Tests.Desk;
using Engagement.Web.Security;

namespace Engagement.Tests.Integrations.Mail;

/// <summary>A desk that sends mail to a server on loopback.</summary>
internal sealed class MailRoom : IAsyncDisposable
{
    private static readonly Sql Due = Sql.Portable(
        "select RefId from Outbox where Kind = 'mail-send' and AvailableAt <= @Now order by CreatedAt, RefId");

    private MailRoom(DeskRoom desk, SmtpCapture server) => (Desk, Server) = (desk, server);

    public DeskRoom Desk { get; }

    public SmtpCapture Server { get; }

    public static async Task<MailRoom> OpenAsync(Dialect dialect, bool asksPassword = false)
    {
        var room = new MailRoom(await DeskRoom.OpenAsync(dialect), SmtpCapture.Start(asksPassword));
        await room.Desk.Get<ShippedTemplates>().InstallAsync(Stop);
        Assert.IsType<Result<MailSettings>.Done>(await room.SaveAsync(asksPassword ? "desk" : "", asksPassword ? "secret" : ""));
        return room;
    }

    public Task<Result<MailSettings>> SaveAsync(string user = "", string password = "", int? port = null) =>
        Desk.Get<SaveMailSettings>().RunAsync(
            new("127.0.0.1", port ?? Server.Port, LineSecurity.None, user, password,
                "desk@example.com", "https://desk.example.com/", "Ada"), Stop);

    public async Task<Guid> AddAsync(Role role, string zone = "UTC") =>
        Assert.IsType<Result<AddUser.Added>.Done>(await Desk.Get<AddUser>().RunAsync(
            new($"{role}{Guid.NewGuid():N}@desk.example".ToLowerInvariant(), role.ToString(), role.ToString(), null, zone), Stop)).Value.Id;

    /// <summary>Sends all that is due by the desk's clock.</summary>
    public async Task WorkAsync()
    {
        while (await Desk.Db.QueryAsync<Guid>(Due, new { Now = Desk.Clock.Now() }, Stop) is { Count: > 0 } rows)
        {
            foreach (var row in rows)
            {
                await Desk.Get<SendMail>().RunAsync(row, Stop);
            }
        }
    }

    public async Task PassAsync(TimeSpan time)
    {
        Desk.Clock.Advance(time);
        await WorkAsync();
    }

    public Task<IReadOnlyList<MailRow>> RowsAsync() => Desk.Db.QueryAsync<MailRow>(MailSql.Recent, new { Take = 100 }, Stop);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Desk.DisposeAsync();
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
