using System.Security.Cryptography;
using Engagement.Common.Settings;
using Engagement.Data;
using Engagement.Features.Integrations.Mail;
using FluentValidation;
using MimeKit;

namespace Engagement.Features.Integrations.MailBridge;

/// <summary>Sets the bridge up, and makes the hook's token.</summary>
internal sealed class SaveBridge(Db db, MailPasswords passwords, TimeProvider clock)
{
    private static readonly Validator Rules = new();

    /// <param name="Desk">Empty: no bridge.</param>
    /// <param name="Senders">One a line: an address, or a domain as <c>@example.com</c>.</param>
    /// <param name="ImapPassword">Empty: the one that is kept stays.</param>
    internal sealed record Command(
        string? Desk, AnswersBecome Answers, string? Senders, string? ReplyTo,
        string? ImapHost, int? ImapPort, LineSecurity ImapSecurity, string? ImapUser, string? ImapPassword, string? Folder, string By)
    {
        /// <summary>How many days back a mailbox is read that was not read before, or is to be read again: 0 from now on; null: as it
        /// is.</summary>
        public int? ReadDays { get; init; }
    }

    /// <summary>The most that can be asked for.</summary>
    public const int MostDays = 365;

    private sealed class Validator : AbstractValidator<Command>
    {
        public Validator()
        {
            RuleFor(c => c.Desk).Must(IsAddress).WithMessage("An address such as tickets@desk.example.com.")
                .When(c => !string.IsNullOrWhiteSpace(c.Desk));
            RuleFor(c => c.ReplyTo).Must(IsAddress).WithMessage("An address such as answers@example.com.")
                .When(c => !string.IsNullOrWhiteSpace(c.ReplyTo));
            RuleFor(c => c.Senders).Must(s => Lines(s) is { Count: > 0 and <= 100 } lines
                && lines.All(l => l.StartsWith('@') ? Uri.CheckHostName(l[1..]) == UriHostNameType.Dns : IsAddress(l)))
                .WithMessage("Say whose answers are taken, one a line: an address, or a whole domain as @desk.example.com.")
                .When(c => !string.IsNullOrWhiteSpace(c.Desk));
            RuleFor(c => c.ImapHost).Must(h => Uri.CheckHostName(h!.Trim()) != UriHostNameType.Unknown)
                .WithMessage("A name such as imap.example.com, or an address.").When(c => !string.IsNullOrWhiteSpace(c.ImapHost));
            RuleFor(c => c.ImapPort).Must(p => p is > 0 and < 65536)
                .WithMessage("From 1 to 65535; usually 993.").When(c => !string.IsNullOrWhiteSpace(c.ImapHost));
            RuleFor(c => c.ImapUser).NotEmpty().WithMessage("Whose mailbox it is.")
                .MaximumLength(200).When(c => !string.IsNullOrWhiteSpace(c.ImapHost));
            RuleFor(c => c.ReadDays).InclusiveBetween(0, MostDays).WithMessage($"From 0 to {MostDays} days.");
            RuleFor(c => c.Folder).MaximumLength(200).WithMessage("At most 200 characters.");
        }

        private static bool IsAddress(string? text) =>
            MailboxAddress.TryParse(text?.Trim(), out var box) && box.Address.Contains('@', StringComparison.Ordinal);
    }

    public async Task<Result<BridgeSettings>> RunAsync(Command command, CancellationToken ct)
    {
        if (Rules.Validate(command) is { IsValid: false } findings)
        {
            return Result<BridgeSettings>.From(findings);
        }

        if (!string.IsNullOrWhiteSpace(command.Desk) && await MailSettings.ReadAsync(db, ct) is null)
        {
            return Result<BridgeSettings>.Wrong(nameof(command.Desk), "Give the server for outgoing mail first, under E-mail.");
        }

        var before = await BridgeSettings.ReadAsync(db, ct) ?? new();
        var host = command.ImapHost?.Trim() ?? "";
        if (string.IsNullOrEmpty(command.ImapPassword) && host.Length > 0
            && (!string.Equals(before.ImapHost, host, StringComparison.OrdinalIgnoreCase) || before.ImapUser != command.ImapUser?.Trim()))
        {
            return Result<BridgeSettings>.Wrong(nameof(command.ImapPassword), "Another mailbox: give its password.");
        }

        var settings = string.IsNullOrWhiteSpace(command.Desk) ? new BridgeSettings() : before with
        {
            Desk = command.Desk.Trim(),
            Answers = command.Answers,
            Senders = Lines(command.Senders),
            ReplyTo = command.ReplyTo?.Trim() ?? "",
            ImapHost = host,
            ImapPort = command.ImapPort ?? 993,
            ImapSecurity = command.ImapSecurity,
            ImapUser = command.ImapUser?.Trim() ?? "",
            ImapPasswordCipher = !string.IsNullOrEmpty(command.ImapPassword)
                ? passwords.Protect(command.ImapPassword)
                : before.ImapPasswordCipher,
            Folder = string.IsNullOrWhiteSpace(command.Folder) ? "INBOX" : command.Folder.Trim(),
            MarkSecretCipher = before.MarkSecretCipher.Length > 0
                ? before.MarkSecretCipher
                : passwords.Protect(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))),
        };
        if (settings.Mailbox.Length > 0 && (settings.Mailbox != before.Mailbox || command.ReadDays is not null))
        {
            settings = settings with { ReadFrom = clock.Now().AddDays(-(command.ReadDays ?? 0)) };
        }

        await KeepAsync(settings, command.By, ct);
        return settings;
    }

    /// <summary>A new token for the hook; the one before is worth nothing from now on.</summary>
    public async Task<Result<string>> NewTokenAsync(string by, CancellationToken ct)
    {
        if (await BridgeSettings.ReadAsync(db, ct) is not { } bridge)
        {
            return new Result<string>.Conflict("Save the bridge first.");
        }

        var token = $"mail_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24))}";
        await KeepAsync(bridge with { HookTokenHash = MailHook.Hash(token) }, by, ct);
        return token;
    }

    private Task KeepAsync(BridgeSettings settings, string by, CancellationToken ct) =>
        db.InTransactionAsync(tx => AppSettings.SetAsync(tx, BridgeSettings.SettingName, Json.Write(settings), clock.Now(), by, ct), ct);

    private static List<string> Lines(string? text) =>
        [.. (text ?? "").Split(['\n', ',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Distinct(StringComparer.OrdinalIgnoreCase)];
}
