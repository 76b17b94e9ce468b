import CCurl
import Foundation

/// A mail server (RFC 5321), reached through libcurl.
package struct SMTPServer: Sendable {
    /// Whether the connection is encrypted.
    package enum Encryption: String, CaseIterable, Sendable {
        /// By STARTTLS (RFC 3207), or no mail is sent.
        case startTLS = "starttls"
        /// From the first byte (RFC 8314, section 3.3).
        case tls
        case none
    }

    package var host: String
    package var port: Int
    package var encryption: Encryption
    /// Signs in with this name, if there is one.
    package var user: String?
    package var password: String?
    /// File of certificates that are trusted besides none other; `nil`: the system's.
    package var certificates: String?
    /// Seconds that one mail may take.
    package var timeout: Int

    package init(
        host: String,
        port: Int = 587,
        encryption: Encryption = .startTLS,
        user: String? = nil,
        password: String? = nil,
        certificates: String? = nil,
        timeout: Int = 30
    ) {
        self.host = host
        self.port = port
        self.encryption = encryption
        self.user = user
        self.password = password
        self.certificates = certificates
        self.timeout = timeout
    }

    /// Opens libcurl, once for the process: what is wrong with it.
    private static let fault: String? = curl_open().map { String(cString: $0) }

    func send(_ message: MailMessage) throws(MailFailure) {
        if let fault = Self.fault {
            throw MailFailure(isPermanent: false, reason: "Mail needs libcurl 4 on this machine: \(fault).")
        }
        guard let handle = curl_make_handle() else {
            throw MailFailure(isPermanent: false, reason: "There is no memory to send mail with.")
        }
        defer { curl_free_handle(handle) }
        let bytes = message.bytes
        var recipients: UnsafeMutablePointer<curl_slist>?
        recipients = curl_append_to_list(nil, "<\(MailHeader.address(message.recipient))>")
        defer { curl_free_list(recipients) }
        let code = bytes.withUnsafeBytes { memory -> CURLcode in
            guard let file = fmemopen(UnsafeMutableRawPointer(mutating: memory.baseAddress), memory.count, "r") else {
                return CURLE_OUT_OF_MEMORY
            }
            defer { fclose(file) }
            configure(handle, message)
            _ = curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients)
            // Read by libcurl's own function, which is fread.
            _ = curl_set_pointer(handle, CURLOPT_READDATA, file)
            return curl_perform(handle)
        }
        if code == CURLE_OK { return }
        var response = 0
        _ = curl_get_number(handle, CURLINFO_RESPONSE_CODE, &response)
        throw failure(code, response: response)
    }

    private func configure(_ handle: UnsafeMutableRawPointer, _ message: MailMessage) {
        let scheme = encryption == .tls ? "smtps" : "smtp"
        // Behind the slash: what we call ourselves in EHLO.
        let ourName = message.sender.split(separator: "@").last.map(String.init) ?? "localhost"
        _ = curl_set_text(handle, CURLOPT_URL, "\(scheme)://\(host):\(port)/\(ourName)")
        _ = curl_set_number(
            handle,
            CURLOPT_USE_SSL,
            Int(encryption == .none ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue)
        )
        if let certificates { _ = curl_set_text(handle, CURLOPT_CAINFO, certificates) }
        if let user { _ = curl_set_text(handle, CURLOPT_USERNAME, user) }
        if let password { _ = curl_set_text(handle, CURLOPT_PASSWORD, password) }
        _ = curl_set_text(handle, CURLOPT_MAIL_FROM, "<\(MailHeader.address(message.sender))>")
        _ = curl_set_number(handle, CURLOPT_UPLOAD, 1)
        _ = curl_set_number(handle, CURLOPT_TIMEOUT, timeout)
        _ = curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, min(10, timeout))
        // No signals in a program with threads.
        _ = curl_set_number(handle, CURLOPT_NOSIGNAL, 1)
        // Only what was asked for, whatever proxies the environment names.
        _ = curl_set_text(handle, CURLOPT_PROXY, "")
    }

    private func failure(_ code: CURLcode, response: Int) -> MailFailure {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT:
            return MailFailure(isPermanent: false, reason: "The mail server cannot be reached.")
        case CURLE_OPERATION_TIMEDOUT:
            return MailFailure(isPermanent: false, reason: "The mail server did not answer in time.")
        case CURLE_LOGIN_DENIED:
            return MailFailure(isPermanent: false, reason: "The mail server does not let the gateway sign in.")
        case CURLE_USE_SSL_FAILED, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR:
            return MailFailure(isPermanent: false, reason: "No encrypted connection to the mail server could be made.")
        default: break
        }
        // 530, 534, 535, 538: the server wants another sign-in, which is the operator's matter (RFC 4954, section 6).
        let isOperators = [530, 534, 535, 538].contains(response)
        if response >= 500 && !isOperators {
            return MailFailure(
                isPermanent: true,
                reason: "The mail server refuses mail for this address (\(response))."
            )
        }
        return MailFailure(
            isPermanent: false,
            reason: response > 0
                ? "The mail server says no for now (\(response))." : "The mail could not be handed over."
        )
    }
}
