using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Events;
using Engagement.Features.Home;
using Engagement.Features.Integrations.Mail;
using Engagement.Features.Integrations.Notifications;
using Engagement.Tests.Data;
using Engagement.Web.Security;
using SmtpServer.Protocol;

namespace Engagement.Tests.Integrations.Mail;

public sealed class NoticeMailTests
{
    private static readonly Sql DateBack = Sql.Portable(
        "update NoticeReaders set CreatedAt = @At where NoticeId in (select n.Id from Notices n where n.Title {exact} = @Title)");

    private static readonly Notice Failed = new(NoticeKinds.DeliveryFailed, "“Tips & <tricks>” failed on Desk",
        "The token expired. Open it to send it again.", "/deliveries/0b8d", "f1");

    [Theory, OnEachDatabase]
    internal async Task A_failure_comes_as_text_and_html_with_its_cause_and_the_page_that_mends_it(Dialect dialect)
    {
        await using var room = await MailRoom.OpenAsync(dialect);
        await room.AddAsync(Role.Editor);

        await room.Desk.Get<RaiseNotice>().RunAsync(Failed, Stop);
        await room.WorkAsync();

        var mail = Assert.Single(room.Server.Mails);
        Assert.Equal("“Tips & <tricks>” failed on Desk", mail.Subject);
        Assert.Contains("The token expired. Open it to send it again.", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("https://desk.example.com/deliveries/0b8d", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://desk.example.com/deliveries/0b8d\">", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<tricks>", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Equal("auto-generated", mail.Headers[MimeKit.HeaderId.AutoSubmitted]);
        Assert.Equal("Sent", Assert.Single(await room.RowsAsync()).State);
    }

    [Theory, OnEachDatabase]
    internal async Task What_is_read_or_mended_before_it_is_sent_is_not_sent(Dialect dialect)
    {
        await using var room = await MailRoom.OpenAsync(dialect);
        var editor = await room.AddAsync(Role.Editor);
        await room.Desk.Get<RaiseNotice>().RunAsync(Failed, Stop);
        await room.Desk.Get<ResolveNotice>().RunAsync("f1", Stop);
        var id = (await room.Desk.Get<RaiseNotice>().RunAsync(Failed with { Key = "f2" }, Stop))!.Value;
        await room.Desk.Get<ReadNotices>().OpenAsync(id, editor, Stop);

        await room.WorkAsync();

        Assert.Empty(room.Server.Mails);
        Assert.All(await room.RowsAsync(), m => Assert.Equal("Nothing", m.State));
    }

    [Theory, OnEachDatabase]
    internal async Task Each_person_gets_what_they_wish(Dialect dialect)
    {
        await using var room = await MailRoom.OpenAsync(dialect);
        var quiet = await room.AddAsync(Role.Editor);
        await room.AddAsync(Role.Editor);
        Assert.IsType<Result<Wishes>.Done>(await room.Desk.Get<SaveNotificationPreferences>().RunAsync(
            new(quiet, new Dictionary<string, How> { [NoticeKinds.DeliveryFailed] = How.Portal }, "08:00"), Stop));
        Assert.IsType<Result<Wishes>.Invalid>(await room.Desk.Get<SaveNotificationPreferences>().RunAsync(
            new(quiet, new Dictionary<string, How> { ["nonsense"] = How.Portal }, "25:00"), Stop));

        await room.Desk.Get<RaiseNotice>().RunAsync(Failed, Stop);
        await room.WorkAsync();

        Assert.Single(room.Server.Mails);
        Assert.Equal(1, (await room.Desk.Get<ReadFrame>().RunAsync(quiet, seesTickets: false, Stop)).Unread);
    }

    [Theory, OnEachDatabase]
    internal async Task A_server_that_is_away_is_tried_again_and_told_of_and_mended(Dialect dialect)
    {
        await using var room = await MailRoom.OpenAsync(dialect);
        var administrator = await room.AddAsync(Role.Administrator);
        await room.SaveAsync(port: 1);
        await room.Desk.Get<RaiseNotice>().RunAsync(Failed, Stop);
        await room.WorkAsync();
        for (var i = 0; i < 4; i++)
        {
            await room.PassAsync(TimeSpan.FromMinutes(20));
        }

        Assert.Equal("Waiting", (await room.RowsAsync()).Single(m => m.Kind == "notice").State);
        Assert.Contains((await room.Desk.Get<ListNotices>().RunAsync(administrator, new(Unread: true), null, 10, Stop)).Items,
            n => n.Kind == NoticeKinds.MailFailing);

        await room.SaveAsync();
        await room.PassAsync(TimeSpan.FromHours(4));
        Assert.Single(room.Server.Mails);
        Assert.DoesNotContain((await room.Desk.Get<ListNotices>().RunAsync(administrator, new(Unread: true), null, 10, Stop)).Items,
            n => n.Kind == NoticeKinds.MailFailing);
    }

    [Theory, OnEachDatabase]
    internal async Task A_mail_that_is_refused_for_good_is_not_sent_again(Dialect dialect)
    {
        await using var room = await MailRoom.OpenAsync(dialect);
        await room.AddAsync(Role.Editor);
        room.Server.Refusal = new SmtpResponse(SmtpReplyCode.TransactionFailed, "no such words here");
        await room.Desk.Get<RaiseNotice>().RunAsync(Failed, Stop);
        await room.WorkAsync();
        room.Server.Refusal = null;
        await room.PassAsync(TimeSpan.FromDays(2));

        Assert.Empty(room.Server.Mails);
        var row = Assert.Single(await room.RowsAsync());
        Assert.Equal("Failed", row.State);
        Assert.Contains("no such words here", row.LastError, StringComparison.Ordinal);
    }

    [Theory, OnEachDatabase]
    internal async Task The_password_is_kept_encrypted_and_a_wrong_one_is_said_to_be(Dialect dialect)
    {
        await using var room = await MailRoom.OpenAsync(dialect, asksPassword: true);
        var kept = await room.Desk.Db.ScalarAsync<string>(AppSettings.Read, new { Name = MailSettings.SettingName }, Stop);
        Assert.DoesNotContain("secret", kept, StringComparison.Ordinal);

        Assert.IsType<Result<string>.Done>(await room.Desk.Get<SendTestMail>().RunAsync("Ada", "ada@desk.example", Stop));
        Assert.Contains("test", Assert.Single(room.Server.Mails).Subject, StringComparison.Ordinal);

        await room.SaveAsync("desk", "wrong");
        Assert.Contains("does not accept",
            Assert.IsType<Result<string>.Conflict>(await room.Desk.Get<SendTestMail>().RunAsync("Ada", "ada@desk.example", Stop)).Why,
            StringComparison.Ordinal);
        Assert.IsType<Result<MailSettings>.Invalid>(await room.SaveAsync("somebody-else")); // a kept password goes to no other user
    }

    [Theory, OnEachDatabase]
    internal async Task A_digest_comes_once_a_day_with_what_was_wanted_together(Dialect dialect)
    {
        await using var room = await MailRoom.OpenAsync(dialect);
        var editor = await room.AddAsync(Role.Editor, "Europe/Berlin");
        await room.Desk.Get<RaiseNotice>().RunAsync(
            new(NoticeKinds.DeliveryUncertain, "Is it out?", "The network is asked.", "/deliveries/1"), Stop);
        await room.WorkAsync();
        Assert.Empty(room.Server.Mails); // by itself it is no mail

        room.Desk.Clock.SetUtcNow(new(2026, 11, 25, 6, 59, 0, TimeSpan.Zero)); // 07:59 in Berlin
        Assert.Equal(0, await room.Desk.Get<SendDigests>().RunAsync(Stop));
        room.Desk.Clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 3; i++)
        {
            await room.Desk.Get<SendDigests>().RunAsync(Stop);
            await room.WorkAsync();
        }

        var mail = Assert.Single(room.Server.Mails);
        Assert.StartsWith("1 notice since yesterday", mail.Subject, StringComparison.Ordinal);
        Assert.Contains("Is it out?", mail.TextBody, StringComparison.Ordinal);

        // Another day with nothing new: no mail.
        room.Desk.Clock.Advance(TimeSpan.FromDays(1));
        await room.Desk.Get<SendDigests>().RunAsync(Stop);
        await room.WorkAsync();
        Assert.Single(room.Server.Mails);
        Assert.NotEqual(Guid.Empty, editor);
    }

    // A notice is dated before its transaction is committed; one digest ended at its own time and the next began there.
    [Theory, OnEachDatabase]
    internal async Task A_notice_that_comes_late_beside_a_digest_is_in_the_next_and_each_is_in_one(Dialect dialect)
    {
        await using var room = await MailRoom.OpenAsync(dialect);
        await room.AddAsync(Role.Editor, "Europe/Berlin");
        await RaiseAsync("Early", new(2026, 11, 25, 5, 0, 0, TimeSpan.Zero));
        var digest = new DateTimeOffset(2026, 11, 25, 6, 0, 0, TimeSpan.Zero);
        for (var day = 0; day < 3; day++)
        {
            room.Desk.Clock.SetUtcNow(digest.AddDays(day).AddHours(1));
            await room.Desk.Get<SendDigests>().RunAsync(Stop);
            await room.WorkAsync();
            if (day == 0)
            {
                await RaiseAsync("Late", digest.AddHours(1).AddSeconds(-20));
            }
        }

        Assert.Equal([true, false], room.Server.Mails.Select(m => m.TextBody!.Contains("Early", StringComparison.Ordinal)));
        Assert.Equal([false, true], room.Server.Mails.Select(m => m.TextBody!.Contains("Late", StringComparison.Ordinal)));

        async Task RaiseAsync(string title, DateTimeOffset at)
        {
            var notice = new Notice(NoticeKinds.DeliveryUncertain, title, "The network is asked.", $"/deliveries/{title}");
            await room.Desk.Get<RaiseNotice>().RunAsync(notice, Stop);
            await room.Desk.Db.ExecuteAsync(DateBack, new { At = at, Title = title }, Stop);
        }
    }

    [Fact]
    public void A_digest_is_due_once_on_each_local_day_also_where_clocks_change_and_late_where_nobody_ran()
    {
        var person = new SendDigests.Person { TimeZone = "Europe/Berlin", LocalTime = "02:30", CreatedAt = DateTimeOffset.UnixEpoch };

        // 29 March 2026: 02:30 does not exist; 03:00 (01:00 UTC) is the first moment after the gap.
        Assert.Null(SendDigests.DayDue(person with { LastDay = "2026-03-28" }, new(2026, 3, 29, 0, 59, 0, TimeSpan.Zero)));
        Assert.Equal(new DateOnly(2026, 3, 29),
            SendDigests.DayDue(person with { LastDay = "2026-03-28" }, new(2026, 3, 29, 1, 0, 0, TimeSpan.Zero)));

        // 25 October 2026: 02:30 comes twice; it is due at the first, and not again at the second.
        Assert.Equal(new DateOnly(2026, 10, 25),
            SendDigests.DayDue(person with { LastDay = "2026-10-24" }, new(2026, 10, 25, 0, 30, 0, TimeSpan.Zero)));
        Assert.Null(SendDigests.DayDue(person with { LastDay = "2026-10-25" }, new(2026, 10, 25, 1, 30, 0, TimeSpan.Zero)));

        Assert.Equal(new DateOnly(2026, 11, 24),
            SendDigests.DayDue(person with { LastDay = "2026-11-20" }, new(2026, 11, 24, 20, 0, 0, TimeSpan.Zero)));
        Assert.Null(SendDigests.DayDue(person with { LastDay = null, CreatedAt = new(2026, 11, 24, 15, 0, 0, TimeSpan.Zero) },
            new(2026, 11, 24, 20, 0, 0, TimeSpan.Zero)));
        Assert.Null(SendDigests.DayDue(person with { LocalTime = "" }, new(2026, 11, 24, 20, 0, 0, TimeSpan.Zero)));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
