// Orders the steps; what each step does stands in the projects. ./build.sh --target=NAME
using System.Runtime.InteropServices;
using System.Xml.Linq;

var target = Argument("target", "Default");
var configuration = Argument("configuration", "Release");
var runtime = Argument("runtime", RuntimeInformation.RuntimeIdentifier);

var portal = File("src/Engagement/Engagement.csproj");
var results = MakeAbsolute(Directory("artifacts/tests"));
var publish = MakeAbsolute(Directory("artifacts/publish"));

// Quick ones first: a mistake shows in seconds, not after the browser has come up.
var suites = new[] { "Engagement.Tests", "Engagement.Channels.Tests", "Engagement.Browser" };

Task("Default")
    .Description("Builds everything and runs every test.")
    .IsDependentOn("Test");

Task("Build")
    .Description("Builds the solution and has it analysed; warnings are errors.")
    .Does(() => DotNetBuild("Engagement.sln", new DotNetBuildSettings
    {
        Configuration = configuration,
        NoLogo = true,
        Verbosity = DotNetVerbosity.Quiet,
        MSBuildSettings = new DotNetMSBuildSettings().WithProperty("RunAnalyzersDuringBuild", "true"),
    }));

Task("Needs")
    .Description("Installs what the tests need beside packages: a browser, and real servers of the networks where this machine can have them.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        InstallBrowser();
        InstallServers();
        InstallMailServer();
        InstallProxy();
    });

Task("Test")
    .Description("Runs every test and prints the counts.")
    .IsDependentOn("Needs")
    .Does(() => RunSuites(suites));

Task("Browser")
    .Description("Runs only the browser's stories.")
    .IsDependentOn("Build")
    .Does(() =>
    {
        InstallBrowser();
        RunSuites("Engagement.Browser");
    });

Task("Run")
    .Description("Serves the portal on http://localhost:5080.")
    .Does(() => DotNetRun(portal, new DotNetRunSettings()));

Task("Migrate")
    .Description("Brings the database's schema up to this build.")
    .Does(() => DotNetRun(portal, "migrate", new DotNetRunSettings()));

Task("Benchmark")
    .Description("Measures, and says against which target.")
    .Does(() => DotNetRun("tests/Engagement.Benchmarks/Engagement.Benchmarks.csproj", new DotNetRunSettings { Configuration = "Release" }));

Task("Faults")
    .Description("Kills publishing thousands of times and counts on the network's side. --crashes=10000, --minutes=0 (no limit), --lanes=4. Half an hour on two idle cores. --scenario=listening --replies=1000 --crashes=100: replies arrive while listening is killed. --scenario=nodes --deliveries=5000 --replies=20000 --seconds=600: whole nodes on one database are.")
    .Does(() =>
    {
        // Compiled ahead: a process that lives for a quarter of a second would spend most of it compiling.
        var program = MakeAbsolute(Directory("artifacts/faults"));
        DotNetPublish("tests/Engagement.Faults/Engagement.Faults.csproj", new DotNetPublishSettings
        {
            Configuration = configuration,
            OutputDirectory = program,
            Runtime = runtime,
            SelfContained = false,
            NoLogo = true,
            MSBuildSettings = new DotNetMSBuildSettings()
                .WithProperty("PublishReadyToRun", "true")
                .WithProperty("RestoreLockedMode", "false")
                .WithProperty("NuGetLockFilePath", $"obj/{runtime}.packages.lock.json"),
        });
        Run("dotnet", $"\"{program.CombineWithFilePath("Engagement.Faults.dll")}\" --crashes {Argument("crashes", 10_000)} --minutes {Argument("minutes", 0)} --lanes {Argument("lanes", 4)} --scenario {Argument("scenario", "publishing")} --replies {Argument("replies", 1000)} --deliveries {Argument("deliveries", 1000)} --seconds {Argument("seconds", 120)} --restores {Argument("restores", 1000)} --roles {Argument("roles", "all,worker,all")} --parts {Argument("parts", "kills,rolling,speed")} --report \"{program.CombineWithFilePath("report.md")}\"");
    });

Task("Publish")
    .Description("Makes artifacts/publish/portable (needs the .NET runtime) and artifacts/publish/<runtime> (needs nothing).")
    .Does(() =>
    {
        CleanDirectory(publish);
        DotNetPublish(portal, new DotNetPublishSettings { Configuration = configuration, OutputDirectory = publish.Combine("portable"), NoLogo = true });

        // The committed lock files are for no runtime in particular, so that a plain restore fetches no runtime packs;
        // the self-contained build resolves the same central versions into a lock file of its own.
        DotNetPublish(portal, new DotNetPublishSettings
        {
            Configuration = configuration,
            OutputDirectory = publish.Combine(runtime),
            Runtime = runtime,
            SelfContained = true,
            NoLogo = true,
            MSBuildSettings = new DotNetMSBuildSettings()
                .WithProperty("RestoreLockedMode", "false")
                .WithProperty("NuGetLockFilePath", $"obj/{runtime}.packages.lock.json"),
        });
        CarryIcu(publish.Combine(runtime));
    });

RunTarget(target);

// "Needs nothing" means ICU as well: names are sorted and dates are written by it, so doing without is no choice, and .NET ends at once where a
// Linux machine has none. This machine's own goes along; the program is told to take that one (aka.ms/dotnet-app-local-icu).
void CarryIcu(DirectoryPath folder)
{
    if (!runtime.StartsWith("linux-", StringComparison.Ordinal))
    {
        return;
    }

    // The real files: libicuuc.so.72.1, and not the names that lead to them.
    var found = new[] { "/usr/lib", "/usr/lib64" }.Where(System.IO.Directory.Exists)
        .SelectMany(f => System.IO.Directory.EnumerateFiles(f, "libicuuc.so.*.*", new System.IO.EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }))
        .FirstOrDefault(f => runtime == RuntimeInformation.RuntimeIdentifier || runtime == "linux-" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant());
    if (found is null)
    {
        Warning("No ICU of this kind of machine is here to go along: {0} needs libicu where it runs.", folder);
        return;
    }

    var version = System.IO.Path.GetFileName(found)["libicuuc.so.".Length..];
    foreach (var part in new[] { "data", "uc", "i18n" })
    {
        CopyFile(File(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(found), $"libicu{part}.so.{version}")), folder.CombineWithFilePath($"libicu{part}.so.{version}"));
    }

    var config = folder.CombineWithFilePath("Engagement.runtimeconfig.json").FullPath;
    var json = System.Text.Json.Nodes.JsonNode.Parse(System.IO.File.ReadAllText(config));
    json["runtimeOptions"]["configProperties"]["System.Globalization.AppLocalIcu"] = version;
    System.IO.File.WriteAllText(config, json.ToJsonString(new System.Text.Json.JsonSerializerOptions { WriteIndented = true }));
    Information("ICU {0} goes along.", version);
}

// Runs them all even when one fails, so that one run shows everything that is wrong.
void RunSuites(params string[] names)
{
    CleanDirectory(results);
    var failed = new List<string>();
    var (passed, failures, skipped) = (0, 0, 0);
    foreach (var name in names)
    {
        Information("\n{0}", name);
        var report = results.CombineWithFilePath($"{name}.xml");
        var host = MakeAbsolute(File($"tests/{name}/bin/{configuration}/net10.0/{name}.dll"));
        var code = StartProcess("dotnet", new ProcessSettings
        {
            Arguments = new ProcessArgumentBuilder().AppendQuoted(host.FullPath)
                .Append("-noLogo").Append("-noColor")
                .Append("-result-xml").AppendQuoted(report.FullPath)
                .Append("-result-trx").AppendQuoted(results.CombineWithFilePath($"{name}.trx").FullPath),
        });
        if (!FileExists(report))
        {
            // The host fell over before it could write; that must not count as nothing.
            failures++;
            failed.Add($"{name} (no report, exit code {code})");
            continue;
        }

        foreach (var assembly in XDocument.Load(report.FullPath).Descendants("assembly"))
        {
            int Count(string attribute) => (int?)assembly.Attribute(attribute) ?? 0;
            passed += Count("passed");
            failures += Count("failed") + Count("errors");
            skipped += Count("skipped") + Count("not-run");
        }

        if (code != 0)
        {
            failed.Add($"{name} (exit code {code})");
        }
    }

    var summary = $"{passed} passed, {failures} failed, {skipped} skipped";
    System.IO.File.WriteAllText(results.CombineWithFilePath("summary.txt").FullPath, summary + "\n");
    Information("\n{0}", summary);
    if (failed.Count > 0 || failures > 0)
    {
        throw new CakeException($"Failed: {string.Join(", ", failed)}");
    }
}

void InstallBrowser()
{
    if (FileExists("/usr/bin/chromium"))
    {
        return;
    }

    if (FileExists("/etc/debian_version") && FileExists("/usr/bin/apt-get") && System.Environment.UserName == "root")
    {
        Run("apt-get", "update -qq");
        Run("apt-get", "install -y -qq --no-install-recommends chromium");
        return;
    }

    // Playwright's own, with the Node that its package brings.
    var playwright = Directory($"tests/Engagement.Browser/bin/{configuration}/net10.0/.playwright");
    var node = GetFiles($"{playwright}/node/*/node*").First();
    Run(node.FullPath, $"\"{MakeAbsolute(playwright + File("package/cli.js"))}\" install chromium");
}

void InstallServers()
{
    var script = File("tests/Engagement.Channels.Tests/Servers/install.sh");
    if (!FileExists(script) || IsRunningOnWindows())
    {
        return;
    }

    // 3: this machine cannot have them; it said why, and the tests that need them are skipped with that reason.
    var code = StartProcess("bash", new ProcessSettings { Arguments = script.Path.FullPath });
    if (code is not (0 or 3))
    {
        throw new CakeException($"{script} ended with {code}.");
    }
}

// An IMAP server, for the bridge's tests. Only where nobody minds a package more: elsewhere those tests are skipped with their reason.
void InstallMailServer()
{
    if (HasEnvironmentVariable("CI") && !FileExists("/usr/sbin/dovecot") && FileExists("/etc/debian_version") && System.Environment.UserName == "root")
    {
        Run("apt-get", "update -qq");

        // Runlevel 1: installed, and not started as a service. The tests start one of their own on loopback.
        Run("env", "RUNLEVEL=1 apt-get install -y -qq --no-install-recommends dovecot-imapd");
    }
}

// A proxy, for the tests of what one changes. As with the mail server: the tests start one of their own.
void InstallProxy()
{
    if (HasEnvironmentVariable("CI") && !FileExists("/usr/sbin/nginx") && FileExists("/etc/debian_version") && System.Environment.UserName == "root")
    {
        Run("apt-get", "update -qq");
        Run("env", "RUNLEVEL=1 apt-get install -y -qq --no-install-recommends nginx-light");
    }
}

void Run(string tool, string arguments)
{
    if (StartProcess(tool, new ProcessSettings { Arguments = arguments }) is not 0 and var code)
    {
        throw new CakeException($"{tool} {arguments} ended with {code}.");
    }
}
