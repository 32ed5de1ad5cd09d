using Engagement.Data;
using Engagement.Features.Conversations.Tickets;
using Engagement.Features.Integrations.MailBridge;
using Engagement.Features.Integrations.MailBridge.Reading;
using Engagement.Tests.Data;

namespace Engagement.Tests.Integrations.MailBridge;

/// <summary>Answers of programs for people who are away, where no header says so.</summary>
public sealed class AwayTests
{
    [Theory]
    [InlineData("Precedence: bulk", "Precedence: bulk")]
    [InlineData("X-Precedence: auto_reply", "Precedence: auto_reply")]
    [InlineData("X-Mail-Autoreply: 1", "X-Mail-Autoreply")]
    [InlineData("X-Priority: 1", null)]
    public async Task What_the_head_says_of_a_program_is_believed(string header, string? why)
    {
        using var bytes = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(
            $"From: kim@other.example\nSubject: Re: VPN\n{header}\nContent-Type: text/plain\n\nRestart it.\n"));
        var mail = await StreamedMail.ReadAsync(bytes, MailLimits.Mail, TestContext.Current.CancellationToken);

        var told = AutomaticMail.Why(mail, "VPN");

        Assert.Equal(why is null, told is null);
        Assert.Contains(why ?? "", told ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Automatic reply: VPN")]
    [InlineData("Out of Office AutoReply: VPN")]
    [InlineData("Out of Office")]
    [InlineData("Out of office (back on Monday)")]
    [InlineData("[External] Automatische Antwort: VPN")]
    [InlineData("Abwesenheitsnotiz")]
    [InlineData("Abwesenheitsnotiz: Re: VPN")]
    [InlineData("Réponse automatique : VPN")]
    [InlineData("Respuesta automática: VPN")]
    [InlineData("Risposta automatica: VPN")]
    [InlineData("Automatisch antwoord: VPN")]
    [InlineData("Autosvar: VPN")]
    [InlineData("Automaattinen vastaus: VPN")]
    [InlineData("Odpowiedź automatyczna: VPN")]
    [InlineData("Automatická odpověď: VPN")]
    [InlineData("Otomatik yanıt: VPN")]
    [InlineData("Автоматический ответ: VPN")]
    [InlineData("自動応答: VPN")]
    [InlineData("自动回复：VPN")]
    [InlineData("자동 회신: VPN")]
    public void A_subject_that_is_a_program_s_is_known(string subject) => Assert.True(Away.IsSubject(subject, "VPN"));

    [Fact]
    public void A_subject_of_any_length_is_looked_at()
    {
        Assert.False(Away.IsSubject($"Re{new string(' ', 200_000)}x", "VPN"));
        Assert.False(Away.MayBeSubject($"Re{new string(' ', 200_000)}x", "VPN"));
    }

    [Theory]
    [InlineData("Abwesend bis 05.12.")]
    [InlineData("Urlaub")]
    [InlineData("Urlaub vom 1. bis 5. Dezember")]
    [InlineData("OOO until Monday")]
    [InlineData("On annual leave until 5 December")]
    [InlineData("On vacation!")]
    [InlineData("Office closed from 24 December")]
    [InlineData("Sono in ferie")]
    [InlineData("In ferie fino al 5")]
    [InlineData("Estoy de vacaciones")]
    [InlineData("Je suis en congé")]
    [InlineData("Absent jusqu’au 5 décembre")]
    [InlineData("Semester")]
    [InlineData("Semester 1/12 - 5/12")]
    [InlineData("Op vakantie tot 5 december")]
    [InlineData("Na urlopie do 5.12")]
    [InlineData("De férias até 5/12")]
    [InlineData("På ferie til mandag")]
    [InlineData("Lomalla 5.12. asti")]
    [InlineData("Na dovolené do 5.12.")]
    [InlineData("Yıllık izin 1-5 Aralık")]
    [InlineData("В отпуске до 5 декабря")]
    [InlineData("Я в отпуске")]
    [InlineData("休暇中")]
    [InlineData("休假中 12月1日至5日")]
    [InlineData("휴가 중")]
    public void A_subject_that_may_say_so_is_asked_about(string subject) =>
        Assert.True(Away.IsSubject(subject, "VPN") || Away.MayBeSubject(subject, "VPN"));

    [Theory]
    [InlineData("Re: Vacation policy question", "Vacation policy question")]
    [InlineData("Vacation policy question", "Vacation policy question")]
    [InlineData("Vacation policy question", "VPN")]
    [InlineData("Re: Out of office reply does not work", "Out of office reply does not work")]
    [InlineData("Out of office reply does not work [#12-0123456789]", "Out of office reply does not work")]
    [InlineData("Out of office hours support", "VPN")]
    [InlineData("Re: Urlaub", "Urlaub")]
    [InlineData("Urlaubsantrag: Formular", "VPN")]
    [InlineData("AW: Abwesenheit eintragen", "Abwesenheit eintragen")]
    [InlineData("Semesterticket: wo?", "VPN")]
    [InlineData("Holiday photos are lost", "VPN")]
    [InlineData("Automatic replies cannot be set", "VPN")]
    [InlineData("Autobahn", "VPN")]
    [InlineData("Re: VPN", "VPN")]
    [InlineData("", "")]
    public void A_subject_about_holidays_says_nothing(string subject, string about)
    {
        Assert.False(Away.IsSubject(subject, about));
        Assert.False(Away.MayBeSubject(subject, about));
    }

    [Theory]
    [InlineData("I am out of the office until Monday.")]
    [InlineData("Hello,\n\nthank you for your mail. I'm currently out of the office with limited access to mail.")]
    [InlineData("Thank you for your message!\nI will be on vacation from 1 to 5 December.")]
    [InlineData("Vielen Dank für Ihre Nachricht. Ich bin bis zum 5. Dezember nicht im Büro.")]
    [InlineData("Guten Tag,\n\nvom 1. bis 5. Dezember bin ich im Urlaub.")]
    [InlineData("Bonjour,\n\nJe suis actuellement en congé jusqu’au 5 décembre.")]
    [InlineData("Gracias por su mensaje. Estoy de vacaciones hasta el lunes.")]
    [InlineData("Buongiorno,\nsono in ferie fino a lunedì.")]
    [InlineData("Ik ben tot maandag niet op kantoor.")]
    [InlineData("Hej! Jag är på semester till måndag.")]
    [InlineData("Tak for din mail. Jeg holder ferie til mandag.")]
    [InlineData("Hei, olen lomalla maanantaihin asti.")]
    [InlineData("Dzień dobry,\nprzebywam na urlopie do poniedziałku.")]
    [InlineData("Dobrý den,\njsem na dovolené do pondělí.")]
    [InlineData("Estou de férias até segunda-feira.")]
    [InlineData("Merhaba,\n5 Aralık'a kadar yıllık izindeyim.")]
    [InlineData("Здравствуйте!\nЯ нахожусь в отпуске до понедельника.")]
    [InlineData("お世話になっております。\n12月5日まで休暇をいただいております。")]
    [InlineData("您好，\n我正在休假，周一回来。")]
    [InlineData("안녕하세요.\n현재 휴가 중입니다.")]
    public void Words_that_begin_so_are_asked_about(string text) => Assert.True(Away.MayBe(text));

    [Theory]
    [InlineData("Our vacation policy allows thirty days. Ask for them in the portal.")]
    [InlineData("Please restart the client. If it fails again, call us: I am out of the office from noon on.")]
    [InlineData("Are you on vacation next week?")]
    [InlineData("Ja, der Urlaub ist eingetragen. Das Büro ist am Montag wieder besetzt.")]
    [InlineData("The out-of-office reply is set under Options. Tell us if it works.")]
    [InlineData("Thank you for waiting. Please restart the client.")]
    [InlineData("")]
    public void An_answer_about_it_is_an_answer(string text) => Assert.False(Away.MayBe(text));

    [Theory, OnEachDatabase]
    internal async Task A_program_s_subject_in_any_language_is_no_answer(Dialect dialect)
    {
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Replies);
        var (ticket, sent) = await BridgeTests.TicketAsync(room);
        string[] subjects =
        [
            "Abwesend: VPN", "Abwesenheit: VPN", "Abwesend: Re: VPN", "[EXTERN] Abwesend: VPN", "Außer Haus: VPN",
            "Ausser Haus: VPN", "ABWESEND: VPN", "Out of office: VPN", "Absent : VPN", "Absente du bureau : VPN",
            "Fuera de la oficina: VPN", "Ausente: VPN", "Fuori ufficio: VPN", "Ausência: VPN", "Afwezig: VPN", "Frånvarande: VPN",
            "Fravær: VPN", "Poissa: VPN", "Nieobecny: VPN", "Nepřítomnost: VPN", "Szabadságon: VPN", "Absență: VPN", "Вне офиса: VPN",
            "Ofis dışında: VPN", "Εκτός γραφείου: VPN", "מחוץ למשרד: VPN", "خارج المكتب: VPN", "不在：VPN", "休假中：VPN", "부재중: VPN",
        ];

        foreach (var subject in subjects)
        {
            // Under its own subject, and under ours, by which the ticket is found.
            foreach (var whole in new[] { subject, $"{subject[..^3]}{sent.Subject}" })
            {
                var mail = BridgeTests.AnswerTo(sent, "Ihre Nachricht lese ich am Montag.");
                mail.Subject = whole;
                var taken = await BridgeTests.TakeAsync(room, mail);
                Assert.True(("Ignored", ticket.Id) == (taken.Outcome, taken.TicketId), $"{whole}: {taken.Outcome}, {taken.Reason}");
            }
        }

        Assert.DoesNotContain(await room.Desk.MessagesAsync(ticket.Id), m => m.Kind == MessageKind.Outbound);
        var lines = await FieldMailTests.LinesAsync(room, ticket.Id);
        Assert.Equal(2 * subjects.Length, lines.Count(l => l.WordsAfter!.Contains("somebody who is away", StringComparison.Ordinal)));
    }

    [Theory, OnEachDatabase]
    internal async Task What_may_be_a_program_s_is_held_and_stands_on_the_ticket(Dialect dialect)
    {
        await using var room = await BridgeTests.OpenAsync(dialect, AnswersBecome.Replies);
        var (ticket, sent) = await BridgeTests.TicketAsync(room);
        var bySubject = BridgeTests.AnswerTo(sent, "Back on Monday.");
        bySubject.Subject = "Abwesend bis 05.12.";
        var answering = BridgeTests.AnswerTo(sent, "Thanks, so on Monday.");
        answering.Subject = "AW: [EXTERN] Abwesend: VPN";

        var byWords = BridgeTests.AnswerTo(sent, "I am out of the office until Monday.");
        Assert.Equal("Noted", (await BridgeTests.TakeAsync(room, byWords)).Outcome);
        Assert.Equal("Noted", (await BridgeTests.TakeAsync(room, bySubject)).Outcome);
        Assert.Equal("Noted", (await BridgeTests.TakeAsync(room, answering)).Outcome);

        var messages = await room.Desk.MessagesAsync(ticket.Id);
        Assert.DoesNotContain(messages, m => m.Kind == MessageKind.Outbound);
        var notes = messages.Where(m => m.Kind == MessageKind.Note).Select(m => m.Body).ToList();
        Assert.All(notes, n => Assert.StartsWith("Not sent to the client: It may be the answer of a program", n, StringComparison.Ordinal));
        Assert.Equal(["I am out of the office until Monday.", "Back on Monday.", "Thanks, so on Monday."],
            notes.Select(n => n.Split("\n\n", 2)[1].Trim()));
    }
}
