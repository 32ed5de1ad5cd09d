using System.Data;
using System.Globalization;
using System.Text;
using Engagement.Data;
using Microsoft.AspNetCore.Mvc;
using MiniExcelLibs;
using MiniExcelLibs.Csv;
using MiniExcelLibs.OpenXml;

namespace Engagement.Web.Sheets;

/// <summary>Sheets as files: CSV (RFC 4180, UTF-8 with a mark, so that spreadsheets read it right) and XLSX, by MiniExcel.</summary>
internal static class ReportFile
{
    private const string Excel = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    // Names of sheets: at most 31 characters, none of these.
    private const int MostName = 31;
    private static readonly char[] NotInNames = ['[', ']', ':', '*', '?', '/', '\\', '\''];

    /// <param name="format">csv or xlsx; null otherwise.</param>
    public static FileContentResult? Of(IReadOnlyList<Sheet> sheets, string name, string format) => format switch
    {
        "csv" => new FileContentResult(Csv(sheets[0]), "text/csv; charset=utf-8") { FileDownloadName = $"{name}.csv" },
        "xlsx" => new FileContentResult(Xlsx(sheets), Excel) { FileDownloadName = $"{name}.xlsx" },
        _ => null,
    };

    public static byte[] Csv(Sheet sheet)
    {
        // A table, because it has its headings even where no row is.
        using var table = new DataTable();
        table.Columns.AddRange([.. sheet.Columns.Select(c => new DataColumn(Heading(c), typeof(string)))]);
        foreach (var row in sheet.Rows)
        {
            table.Rows.Add([.. row.Select((cell, i) => (object)Written(sheet, sheet.Columns[i], cell))]);
        }

        using var file = new MemoryStream();
        file.SaveAs(table, excelType: ExcelType.CSV, configuration: new CsvConfiguration
        {
            NewLine = "\r\n",
            StreamWriterFunc = stream => new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true),
        });
        return file.ToArray();
    }

    public static byte[] Xlsx(IReadOnlyList<Sheet> sheets)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var book = new Dictionary<string, object>();
        foreach (var sheet in sheets)
        {
            var headings = sheet.Columns.Select(Heading).ToList();
            book[NameOf(sheet, names)] = sheet.Rows.Select(row =>
                (IDictionary<string, object?>)row.Select((cell, i) => (Name: headings[i], Value: Cell(sheet, sheet.Columns[i], cell)))
                    .ToDictionary(c => c.Name, c => c.Value)).ToList();
        }

        using var file = new MemoryStream();
        file.SaveAs(book, configuration: new OpenXmlConfiguration { FastMode = true, EnableAutoWidth = true });
        return file.ToArray();
    }

    /// <summary>
    /// Text that a spreadsheet would take for a formula gets an apostrophe in front, which makes it text (OWASP, CSV injection). Numbers of
    /// ours are written by us and stay.
    /// </summary>
    public static string Guard(string text) =>
        text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' ? "'" + text : text;

    private static string Heading(ReportColumn column) => column.Kind switch
    {
        CellKind.Duration => $"{column.Name} (seconds)",
        _ => Guard(column.Name),
    };

    private static string Written(Sheet sheet, ReportColumn column, ReportCell cell) => cell.Value switch
    {
        null => "",
        string text => Guard(text),
        DateTimeOffset moment => TimeZoneInfo.ConvertTime(moment, sheet.Zone)
            .ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        var other => Guard(other.ToString() ?? ""),
    };

    // A text cell of a workbook is text whatever it begins with; guarded all the same, because people save workbooks as CSV.
    private static object? Cell(Sheet sheet, ReportColumn column, ReportCell cell) => cell.Value switch
    {
        string text => Guard(text),
        DateTimeOffset moment => TimeZoneInfo.ConvertTime(moment, sheet.Zone).DateTime,
        var other => other,
    };

    private static string NameOf(Sheet sheet, HashSet<string> taken)
    {
        var name = new string([.. sheet.Name.Where(c => !NotInNames.Contains(c))]);
        name = Fit.Shorten(name, MostName);
        for (var n = 2; !taken.Add(name); n++)
        {
            name = $"{Fit.Shorten(name, MostName - 4)} {n}";
        }

        return name;
    }
}
