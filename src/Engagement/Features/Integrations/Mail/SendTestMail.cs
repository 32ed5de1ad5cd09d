using Engagement.Data;

namespace Engagement.Features.Integrations.Mail;

/// <summary>A mail to whoever asks for it, sent while they wait: do the settings work?</summary>
internal sealed class SendTestMail(Db db, SmtpLine line)
{
    public async Task<Result<string>> RunAsync(string name, string address, CancellationToken ct)
    {
        if (await MailSettings.ReadAsync(db, ct) is not { } settings)
        {
            return new Result<string>.Conflict("Save the settings first.");
        }

        var text = $"Hello {name},\n\nthis is the test mail you asked for: Engagement can send mail.\n\n{settings.Portal}/settings/mail";
        using var mail = MailParts.Of(settings, name, address, "A test from Engagement", text);
        return (await line.SendAsync(settings, mail, ct)).Problem is { } problem ? new Result<string>.Conflict(problem) : address;
    }
}
