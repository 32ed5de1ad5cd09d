using System.Globalization;
using Engagement.Data;
using Engagement.Features.Publishing.Calendar;
using Engagement.Features.Publishing.Deliveries;
using Engagement.Features.Publishing.Deliveries.Approval;
using Engagement.Features.Publishing.Posts;
using Engagement.Tests.Publishing.Posts;
using Engagement.Web.Security;

namespace Engagement.Tests.Publishing.Calendar;

/// <summary>What tests of the calendar do again and again.</summary>
internal static class CalendarRoom
{
    public static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    public static ChangeMany.Person Somebody(Guid? id = null, Role role = Role.Approver) => new("Ada", id, role, Berlin);

    /// <summary>A post for one account at a local time in Berlin.</summary>
    public static async Task<PostDelivery> PostAtAsync(
        this PostsRoom room, Guid account, string at, Guid? by = null, Guid? article = null) =>
        Assert.Single(await room.DeliveriesAsync(PostsRoom.Done(
            await room.CreateAsync(room.Command(account) with { DueAt = at, ById = by, ArticleId = article ?? room.ArticleId })).PostId));

    /// <summary>Somebody who may sign in, as undo and feeds need one.</summary>
    public static async Task<Guid> PersonAsync(this PostsRoom room, string name = "ada")
    {
        var id = Ids.New(room.Clock);
        await room.Db.ExecuteAsync(InsertUser, new { Id = id, Email = $"{name}@example.com", Name = name, Now = room.Clock.Now() }, Stop);
        return id;
    }

    /// <summary>Many posts of one account, one after the other.</summary>
    public static Task FillAsync(this PostsRoom room, Guid account, int count, TimeSpan gap) => room.Db.InTransactionAsync(async tx =>
    {
        for (var i = 0; i < count; i++)
        {
            await room.Get<Ledger>().CreateAsync(tx,
                new NewDelivery("post", account, "sandbox", $"Tip {i}",
                    room.Clock.Now() + (gap * i), DeliveryState.Scheduled, "Ada"), Stop);
        }
    }, Stop);

    public static SeenDelivery Seen(this PostDelivery delivery) => new(delivery.Id, delivery.Version);

    public static async Task<SeenDelivery> SeenAsync(this PostsRoom room, Guid id) => new(id, (await room.DeliveryAsync(id)).Version);

    public static string Local(this Delivery delivery) =>
        TimeZoneInfo.ConvertTime(delivery.DueAt, Berlin).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    public static string Why<T>(Result<T> answer) => Assert.IsType<Result<T>.Conflict>(answer).Why;

    public static Task<int> AskForApprovalAsync(this PostsRoom room, bool fourEyes = false) =>
        room.Get<SaveApproval>().RunAsync(new(Required: true, fourEyes, "Root", Guid.CreateVersion7()), Stop);

    private static readonly Sql InsertUser = Sql.Portable("""
        insert into Users (Id, Email, Name, Role, PasswordHash, SecurityStamp, CreatedAt)
        values (@Id, @Email, @Name, 'Approver', '', '', @Now)
        """);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
