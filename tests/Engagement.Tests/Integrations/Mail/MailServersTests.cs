using System.Net;
using Engagement.Channels;
using Engagement.Features.Integrations.Mail;
using MailKit.Net.Smtp;
using Microsoft.AspNetCore.DataProtection;
using MimeKit;

namespace Engagement.Tests.Integrations.Mail;

/// <summary>Mail servers stand inside, mostly; but none stands where a cloud keeps the machine's credentials.</summary>
public sealed class MailServersTests
{
    [Theory]
    [InlineData("169.254.169.254")]
    [InlineData("fe80::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("::ffff:169.254.169.254")]
    public async Task Nothing_is_asked_of_a_link_local_address_or_of_a_clouds_own_and_it_is_said(string host)
    {
        var said = await new SmtpLine(new MailPasswords(new EphemeralDataProtectionProvider())).SendAsync(
            new MailSettings { Host = host, Port = 25, From = "desk@example.com" },
            new MimeMessage(), TestContext.Current.CancellationToken);

        Assert.False(said.IsFinal);
        Assert.StartsWith($"{host} cannot be reached: {host} leads to an address inside a private network.",
            said.Problem, StringComparison.Ordinal);
        using var client = new SmtpClient();
        await Assert.ThrowsAsync<RefusedAddressException>(() =>
            MailServers.ConnectAsync(client, host, 25, LineSecurity.None, TestContext.Current.CancellationToken));
    }
}
