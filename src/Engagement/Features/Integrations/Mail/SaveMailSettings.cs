using Engagement.Common.Settings;
using Engagement.Data;
using FluentValidation;
using MimeKit;

namespace Engagement.Features.Integrations.Mail;

/// <summary>Sets where mail is handed in. An empty server: no mail is sent, and people see notices in the portal only.</summary>
internal sealed class SaveMailSettings(Db db, MailPasswords passwords, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    /// <param name="Password">Empty: the one that is kept stays.</param>
    internal sealed record Command(
        string? Host, int? Port, LineSecurity Security, string? Account, string? Password, string? From, string? Portal, string By);

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Host).Must(h => Uri.CheckHostName(h!.Trim()) != UriHostNameType.Unknown)
                .WithMessage("A name such as smtp.example.com, or an address.").When(IsSet);
            RuleFor(c => c.Port).Must(p => p is > 0 and < 65536).WithMessage("From 1 to 65535; usually 587.").When(IsSet);
            RuleFor(c => c.Account).MaximumLength(200).WithMessage("At most 200 characters.");
            RuleFor(c => c.From)
                .Must(f => MailboxAddress.TryParse(f?.Trim(), out var box) && box.Address.Contains('@', StringComparison.Ordinal))
                .WithMessage("An address such as desk@example.com.").When(IsSet);
            RuleFor(c => c.Portal).Must(p => Uri.TryCreate(p?.Trim(), UriKind.Absolute, out var url)
                && url.Scheme is "http" or "https" && url is { UserInfo: "", Query: "", Fragment: "" })
                .WithMessage("Where people open this portal, such as https://desk.example.com.").When(IsSet);
        }

        private static bool IsSet(Command command) => !string.IsNullOrWhiteSpace(command.Host);
    }

    public async Task<Result<MailSettings>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<MailSettings>.From(findings);
        }

        var before = await MailSettings.ReadAsync(db, ct);
        var settings = string.IsNullOrWhiteSpace(command.Host) ? new MailSettings() : new MailSettings
        {
            Host = command.Host.Trim(),
            Port = command.Port!.Value,
            Security = command.Security,
            User = command.Account?.Trim() ?? "",
            PasswordCipher = !string.IsNullOrEmpty(command.Password) ? passwords.Protect(command.Password) : before?.PasswordCipher ?? "",
            From = command.From!.Trim(),
            Portal = command.Portal!.Trim().TrimEnd('/'),
        };

        // A password is for the server it was typed in for.
        if (before is not null && string.IsNullOrEmpty(command.Password) && settings.User.Length > 0 && before.PasswordCipher.Length > 0
            && (!string.Equals(before.Host, settings.Host, StringComparison.OrdinalIgnoreCase) || before.User != settings.User))
        {
            return Result<MailSettings>.Wrong(nameof(command.Password), "Another server or user: give its password.");
        }

        await db.InTransactionAsync(
            tx => AppSettings.SetAsync(tx, MailSettings.SettingName, Json.Write(settings), clock.Now(), command.By, ct), ct);
        return settings;
    }
}
