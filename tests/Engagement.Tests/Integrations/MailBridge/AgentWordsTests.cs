using System.Text;
using Engagement.Features.Integrations.MailBridge.Reading;

namespace Engagement.Tests.Integrations.MailBridge;

/// <summary>Sentences that people at a desk write and that look like a program's: they are published whole, or a person decides.</summary>
public sealed class AgentWordsTests
{
    [Theory]
    [InlineData("Please restart it.\n\nSkriv inte under avtalet.\n\nThen call us.")]
    [InlineData("Please restart it.\n\nPlease do not write below the dotted line.\n\nThen call us.")]
    [InlineData("Apra il modulo.\n\nNon scrivere sotto la firma.\n\nPoi ci chiami.")]
    [InlineData("Abra el formulario.\n\nNo escriba debajo de la firma.\n\nDespués llame.")]
    [InlineData("Please restart it.\n\nNo: write to our billing desk (billing@example.com) instead.\n\nThen call us.")]
    [InlineData("Vielen Dank.\n\nDa: schreiben Sie an das Lager (lager@example.com) und warten Sie.\n\nBis bald.")]
    [InlineData("Look at the raw mail: it has\nZjQcmQRYFpfptBannerStart\nsome words\nZjQcmQRYFpfptBannerEnd\nThen call us.")]
    public void They_are_published_whole(string answer) =>
        Assert.Equal((answer, null), (QuotedText.Strip(answer).Text, QuotedText.Strip(answer).Doubt));

    [Theory]
    [InlineData("Hello Kim.\n\nTo unsubscribe from this list, open Settings > Mail.\n\nThen call us.")]
    [InlineData("Buenos días.\n\nAntes de imprimir, reinicie el equipo.\n\nDespués llame.")]
    [InlineData("Buenos días.\n\nAviso legal: https://example.com/legal\n\nDespués llame.")]
    [InlineData("Hello Kim.\n\nDisclaimer: the new version is a beta.\n\nThen call us.")]
    [InlineData("Hello Kim.\n\nThe information in this email is out of date by now.")]
    [InlineData("Hello Kim.\n\nThis message is confidential.\n\nPlease restart it, then call us.")]
    [InlineData("This email is not from us, it was sent from outside our company. Please do not click on the link.\n\nThen call us.")]
    public void A_person_decides(string answer) => Assert.NotNull(QuotedText.Strip(answer).Doubt);

    [Theory]
    [InlineData("This e-mail and any attachments are confidential.\nIf you are not the intended recipient, delete it.")]
    [InlineData("DISCLAIMER\nThe information is confidential and meant for the addressee only.")]
    [InlineData("This email is confidential. If it reached you in error, tell the sender.\n\nDiese E-Mail ist vertraulich.\n\n> old")]
    public void A_server_s_notice_is_cut_without_asking(string footer) => Assert.Equal(("Please restart it.", null),
        (QuotedText.Strip("Please restart it.\n\n" + footer).Text, QuotedText.Strip("Please restart it.\n\n" + footer).Doubt));

    [Theory]
    [InlineData("--- skriv inte under ---")]
    [InlineData("[ Please do not write below ]")]
    [InlineData("=== Skriv inte under den här raden ===")]
    public void A_marked_line_ends_an_answer(string line) => Assert.Equal(new Written("Please restart it.", null, ""),
        QuotedText.Strip($"Please restart it.\n\n{line}\n"));

    [Theory]
    [InlineData("utf-8")]
    [InlineData("us-ascii")]
    [InlineData(null)]
    public async Task One_bad_byte_spoils_no_other_letter(string? charset)
    {
        var type = charset is null ? "" : $"Content-Type: text/plain; charset={charset}\n";
        var head = Encoding.ASCII.GetBytes($"From: jo@other.example\nMIME-Version: 1.0\n{type}Content-Transfer-Encoding: 8bit\n\n");
        byte[] mail = [.. head, .. Encoding.UTF8.GetBytes("Für Köln – "), 0xfc, .. Encoding.UTF8.GetBytes("ber 10 €")];
        using var bytes = new MemoryStream(mail);
        var content = MailContent.From(await StreamedMail.ReadAsync(bytes, MailLimits.Mail, TestContext.Current.CancellationToken));

        Assert.Equal("Für Köln – über 10 €", content.Plain.Trim());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_text_that_is_cut_within_a_letter_keeps_all_before(int shift)
    {
        var head = Encoding.ASCII.GetBytes("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n");
        using var bytes = new MemoryStream([.. head, .. Encoding.UTF8.GetBytes(new string('a', shift) + new string('ü', MailLimits.Text))]);
        var mail = await StreamedMail.ReadAsync(bytes, MailLimits.Mail, TestContext.Current.CancellationToken);

        Assert.Equal(new string('a', shift) + new string('ü', (MailLimits.Text - shift) / 2), mail.Body.Text());
    }
}
